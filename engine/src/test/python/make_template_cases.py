"""Writes what Jinja2 makes of small templates, as the oracle of the chat template renderer's tests.

    python3 make_template_cases.py            # writes ../resources/.../jinja-cases.json
    python3 make_template_cases.py --random N --seed S OUT.json    # random cases only, 2 N of them

Needs Jinja2 3.1.6. The environment is the one in which transformers renders chat templates
(transformers.utils.chat_template_utils): an ImmutableSandboxedEnvironment with trim_blocks,
lstrip_blocks, loop controls, the generation tag, and its own tojson.
"""

import argparse
import copy
import datetime
import json
import pathlib
import random
import sys
import warnings

import jinja2
import jinja2.ext
import jinja2.nodes
import jinja2.sandbox

from template_snippets import COMPILE_ERRORS, SNIPPETS, VARIABLES

CLOCK = datetime.datetime(2024, 7, 26, 10, 20, 30)
TARGET = (
    pathlib.Path(__file__).parent.parent
    / "resources/millrace/engine/text/template/jinja-cases.json"
)


class Generation(jinja2.ext.Extension):
    """The generation tag: a call block, hence a scope of its own."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_body"), [], [], body).set_lineno(line)

    def _body(self, caller):
        return caller()


def environment(**options):
    env = jinja2.sandbox.ImmutableSandboxedEnvironment(
        **options,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[Generation, jinja2.ext.loopcontrols],
    )

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(
            x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys
        )

    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = CLOCK.strftime
    return env


def outcome(env, template):
    """The text, or which kind of error it is."""
    try:
        compiled = env.from_string(template)
    except (jinja2.TemplateSyntaxError, SyntaxError):
        return {"error": "compile"}
    try:
        return {"expected": compiled.render(**copy.deepcopy(VARIABLES))}
    except jinja2.TemplateError as e:
        raised = type(e) is jinja2.TemplateError
        return {"error": "raised", "message": str(e)} if raised else {"error": "render"}
    except Exception:
        return {"error": "render"}


ATOMS = """0 1 2 -3 7 2.5 -0.5 1e3 true false none '' 'abc' 'Hello World' '  x ' '12' 'é😀z' [] [1,2,3]
['b','a','C'] (1,2) {} {'a':1,'b':[2]} missing text user users nested numbers 'a,b,c' [none,0,''] [[1,2],[3]]
'3.7' range(3) 'x\\ny' '<b>' [3,1,2] ['x',1] unicode""".split()
BINARY = "+ - * / // % ** ~ == != < <= > >= in and or".split() + ["not in"]
FILTERS = """length upper lower trim title capitalize list first last join join(',') sort reverse|list string int
float abs round sum min max unique|list tojson default('d') default('d',true) replace('a','b') dictsort items|list
map('string')|list select|list reject|list select('string')|list wordcount indent e safe batch(2)|list
slice(2)|list center(9) truncate(4) count map('length')|list sort(reverse=true) tojson(indent=2) format(1)
map(attribute='name')|list selectattr('age')|list groupby('name')|list int(5) float(1.5) round(1) round(1,'floor')
urlencode reverse string|length""".split()
TESTS = """defined undefined none string mapping iterable sequence number integer float boolean true false odd even
callable lower upper eq(1) ne('a') lt(2) in([1,2]) divisibleby(2) sameas(none) escaped""".split()
POSTFIX = """[0] [-1] [1:] [:2] [::-1] [1:-1] [::2] [5] ['a'] .name .a .upper() .strip() .split() .split(',') .items()|list
.keys()|list .get('a') .get('z',3) .startswith('a') .replace('a','x') .title() .isdigit() .find('l') .count('l') .append(1)
.lower() .join(['p','q']) .index(1) .zfill(6) .capitalize() .splitlines() .rsplit(',',1) .partition(',') .lstrip('aH')""".split()


def expression(rng, depth):
    kind = rng.random()
    if depth == 0 or kind < 0.1:
        return rng.choice(ATOMS)
    inner = expression(rng, depth - 1)
    if kind < 0.4:
        return f"({inner}) {rng.choice(BINARY)} ({expression(rng, depth - 1)})"
    if kind < 0.65:
        return f"({inner})|{rng.choice(FILTERS)}"
    if kind < 0.75:
        return f"({inner}) is {rng.choice(['', 'not '])}{rng.choice(TESTS)}"
    if kind < 0.95:
        return f"({inner}){rng.choice(POSTFIX)}"
    if kind < 0.98:
        return f"[{inner}, {expression(rng, depth - 1)}]"
    return f"({inner}) if ({expression(rng, depth - 1)}) else ({expression(rng, depth - 1)})"


DATA = ["", " ", "\n", "  ", "a", "\n\n", "\n  ", "x\n", " \t", "\r\n", "b c", "}", "{ ", "\u00a0"]


def tag(rng, begin, code, end):
    left = rng.choice(["", "", "", "-", "+"])
    right = rng.choice(["", "", "", "-", "+"] if end != "}}" else ["", "", "-"])
    return begin + left + " " + code + " " + right + end


def block(rng, code):
    return tag(rng, "{%", code, "%}")


def statements(rng, depth):
    """Random statements with random whitespace control between random blanks."""
    return "".join(rng.choice(DATA) + statement(rng, depth) for _ in range(rng.randint(1, 3)))


def statement(rng, depth):
    name = rng.choice("ijk")
    simple = [
        lambda: tag(rng, "{{", rng.choice(["i", "j", "k|default('-')", "text", "loop.index", "n.v"]), "}}"),
        lambda: tag(rng, "{#", "note", "#}"),
        lambda: block(rng, f"set {name} = {rng.choice(['1', 'i', 'j ~ 1', 'numbers', 'loop.index0'])}"),
        lambda: block(rng, "set n.v = n.v ~ '.'"),
        lambda: block(rng, "raw") + rng.choice(DATA) + "{{ i }}" + block(rng, "endraw"),
        lambda: block(rng, rng.choice(["break", "continue"])),
        lambda: tag(rng, "{{", rng.choice(["m()", "m(i)", "m(j, k=2)"]), "}}"),
    ]
    if depth == 0:
        return rng.choice(simple)()
    inner = statements(rng, depth - 1)
    other = statements(rng, depth - 1)
    nested = [
        lambda: block(rng, f"for {name} in {rng.choice(['numbers', '[]', 'range(2)', 'i', 'text'])}")
        + inner + rng.choice(["", block(rng, "else") + other]) + block(rng, "endfor"),
        lambda: block(rng, f"for {name} in numbers if {name} > 1") + inner + block(rng, "endfor"),
        lambda: block(rng, f"if {rng.choice(['i', 'j is defined', 'loop.first', 'k', 'no'])}")
        + inner + rng.choice(["", block(rng, "else") + other, block(rng, "elif yes") + other])
        + block(rng, "endif"),
        lambda: block(rng, f"set {name}") + inner + block(rng, "endset"),
        lambda: block(rng, "filter upper") + inner + block(rng, "endfilter"),
        lambda: block(rng, f"with {name} = {rng.choice('ijk')}") + inner + block(rng, "endwith"),
        lambda: block(rng, f"macro m({name}=0)") + inner + block(rng, "endmacro"),
        lambda: block(rng, "call m()") + inner + block(rng, "endcall"),
        lambda: block(rng, "generation") + inner + block(rng, "endgeneration"),
    ]
    return rng.choice(nested if rng.random() < 0.6 else simple)()


def random_templates(env, count, seed):
    """Random whole templates; few of those that fail are kept."""
    rng = random.Random(seed)
    cases = []
    while len(cases) < count:
        template = "{% set n = namespace(v='') %}" + statements(rng, 3) + rng.choice(DATA)
        result = outcome(env, template)
        text = result.get("expected", "")
        if any(sign in text for sign in (" at 0x", "<LoopContext")) or len(text) > 2000:
            continue
        if "error" in result and rng.random() < 0.95:
            continue
        cases.append({"name": f"template {seed}.{len(cases)}", "template": template, **result})
    return cases


def random_cases(env, count, seed):
    """Random expressions whose outcome is not an address in memory or an artefact of folding."""
    rng = random.Random(seed)
    plain = environment(optimized=False)
    cases = []
    while len(cases) < count:
        code = expression(rng, rng.choice([1, 2, 2, 3]))
        template = "{{ " + code + " }}"
        result = outcome(env, template)
        if result != outcome(plain, "{% set result = " + code + " %}{{ result }}"):
            continue
        text = result.get("expected", "")
        if any(sign in text for sign in (" at 0x", "object>", "iterator", "<class")) or len(text) > 2000:
            continue
        if "error" in result and rng.random() < 0.8:
            continue
        cases.append({"name": f"random {seed}.{len(cases)}", "template": template, **result})
    return cases


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--random", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("out", nargs="?", default=str(TARGET))
    args = parser.parse_args()
    if jinja2.__version__ != "3.1.6":
        sys.exit(f"Cannot write cases: Jinja2 {jinja2.__version__}, must be 3.1.6")
    warnings.simplefilter("ignore", SyntaxWarning)
    env = environment()
    if args.random:
        cases = random_cases(env, args.random, args.seed)
        cases += random_templates(env, args.random, args.seed)
    else:
        cases = [
            {"name": name, "template": template, **outcome(env, template)}
            for name, template in SNIPPETS
        ]
        for name, template in COMPILE_ERRORS:
            cases.append({"name": name, "template": template, **outcome(env, template)})
            assert cases[-1].get("error") == "compile", cases[-1]
        cases += random_cases(env, 400, 1) + random_templates(env, 250, 1)
    lines = [json.dumps(case, ensure_ascii=True) for case in cases]
    document = '{"jinja2": "%s",\n"variables": %s,\n"cases": [\n%s\n]}\n' % (
        jinja2.__version__,
        json.dumps(VARIABLES, ensure_ascii=True),
        ",\n".join(lines),
    )
    pathlib.Path(args.out).write_text(document)
    print(len(cases), "cases", sum("expected" in c for c in cases), "with text")


if __name__ == "__main__":
    main()
