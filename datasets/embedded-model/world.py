"""A small story world: characters, things, places, weather and time, and a narrator that words events.

The narrator understands a compact template language:

* ``[a|b|c]`` chooses one alternative (nestable, an alternative may be empty);
* ``{A}`` mentions character A as a subject: introduced at the first mention, later by name, by kind
  ("the fox") or by pronoun where that is unambiguous; ``{A.o}`` the same as an object;
* ``{A.n}`` the bare name, ``{A.he} {A.him} {A.his} {A.self}`` the pronouns, ``{A.the}`` "the fox";
* ``{o}`` "the kite", ``{o.a}`` "a red kite", ``{o.b}`` "red kite", ``{o.n}`` "kite";
* ``{p}`` "the river", ``{p.at}`` "by the river", ``{p.to}`` "to the river".
"""
import random
import re

import lexicon as lx

FIELD = re.compile(r"\{([A-Za-z0-9_]+)(?:\.([a-z]+))?\}")
SAID = re.compile(r'" (said|asked|cried|called|answered|whispered|thought|begged) (he|she|they)\b')
INNER = re.compile(r"\[([^\[\]]*)\]")


def a_an(phrase):
    """The phrase with its indefinite article."""
    return ("an " if phrase[0].lower() in "aeio" or phrase.startswith(("ugly", "umbrella", "uneven")) else "a ") + phrase


class Character:
    """Someone in a tale: an animal or one of the village people."""

    def __init__(self, rng, name, female, kind, adj, size, group, child):
        self.name, self.female, self.kind, self.adj = name, female, kind, adj
        self.size, self.group, self.child = size, group, child
        self.person = group == "person"
        self.known = False
        self.he, self.him, self.his, self.self_ = (
            ("she", "her", "her", "herself") if female else ("he", "him", "his", "himself"))
        self.relation = None

    def intro(self, rng):
        """The words of the first mention."""
        if self.relation and rng.random() < 0.7:
            return self.relation
        r = rng.random()
        if r < 0.45:
            return a_an(f"{self.adj} {self.kind}") + rng.choice([" named ", " called "]) + self.name
        if r < 0.6:
            return a_an(self.kind) + " named " + self.name
        if r < 0.9:
            return f"{self.name} the {self.kind}"
        return f"{self.name}, {a_an(self.adj + ' ' + self.kind)},"


class Thing:
    """A thing of a tale with its one adjective."""

    def __init__(self, noun, size, tags, adj, uses):
        self.noun, self.size, self.tags, self.adj, self.uses = noun, size, tags, adj, uses
        self.known = False
        self.plain = False

    @property
    def full(self):
        """Noun with its adjective."""
        head = "" if self.plain else self.adj + " "
        for lead in ("jar of ", "bag of ", "basket of ", "pot of ", "loaf of "):
            if self.noun.startswith(lead):
                return head + self.noun
        return head + self.noun


class Place:
    """A place with its preposition, kind and what can be seen there."""

    def __init__(self, name, prep, kind, details, sights):
        self.name, self.prep, self.kind, self.details, self.sights = name, prep, kind, details, sights

    def to(self):
        """'to the river', 'into the wood', 'up the hill'."""
        return "to the " + self.name


def load_rows(text):
    """Rows of a '|' table."""
    return [line.split("|") for line in text.strip().splitlines()]


ANIMALS = [(r[0], int(r[1]), r[2], r[3].split(), r[4] == "y") for r in load_rows(lx.ANIMALS)]
PEOPLE = [(r[0], r[1].split(), r[2], r[3]) for r in load_rows(lx.PEOPLE)]
THINGS = [(r[0], int(r[1]), set(r[2].split()), r[3].split(), [tuple(u.split("/")) for u in r[4].split(";")])
          for r in load_rows(lx.THINGS)]
PLACES = [Place(r[0], r[1], r[2], r[3].split(";"), r[4].split(";")) for r in load_rows(lx.PLACES)]

MOVES = {"paw": "trotted ran hurried walked wandered", "hoof": "trotted walked wandered plodded",
         "bird": "flew fluttered hurried flew", "hop": "hopped hurried hopped", "slow": "crept walked crawled",
         "person": "walked ran hurried wandered went"}
HOLDS = {"paw": "in {A.his} mouth;in {A.his} paws;under one arm", "hoof": "in {A.his} mouth;on {A.his} back",
         "bird": "in {A.his} beak;under one wing", "hop": "on {A.his} back;with both hands", "slow": "on {A.his} back",
         "person": "in both hands;under one arm;close to {A.his} heart"}
GLAD = {"paw": "{A.his} ears stood up|{A} jumped for joy|{A.his} tail would not keep still",
        "hoof": "{A} kicked up {A.his} heels|{A.his} tail would not keep still|{A} jumped for joy",
        "bird": "{A} flapped {A.his} wings|{A} danced on one leg|{A} shook {A.his} feathers for joy",
        "hop": "{A} made the highest jump of {A.his} life|{A} croaked for joy|{A} jumped for joy",
        "slow": "{A} smiled a long, slow smile|{A} stretched {A.his} neck as far as it would go",
        "person": "{A} clapped {A.his} hands|{A} laughed out loud|{A.his} eyes shone|{A} danced a few steps"}
SAD = {"paw": "{A.his} ears hung down|{A} let {A.his} tail hang|a tear ran down {A.his} nose",
       "hoof": "{A.his} ears hung down|{A} hung {A.his} head",
       "bird": "{A} let {A.his} wings hang|{A} put {A.his} head under one wing",
       "hop": "{A} sat down and did not hop any more|{A} croaked very softly",
       "slow": "{A} drew in {A.his} head|{A} moved more slowly than ever",
       "person": "{A.his} eyes filled with tears|{A} hung {A.his} head|{A} sat down and sighed"}


class World:
    """State of one tale and its narrator."""

    def __init__(self, seed, length=None):
        self.rng = random.Random(seed)
        rng = self.rng
        self.length = length or rng.choices(["short", "medium", "long"], [0.3, 0.45, 0.25])[0]
        self.season = rng.choice(list(lx.SEASONS))
        self.weather = rng.choice(lx.SEASONS[self.season])
        self.time = rng.choices([0, 2, 3], [0.6, 0.3, 0.1])[0]
        self.day = rng.choice(["one", "that"])
        self.v = {}
        self.names = set()
        self.kinds = set()
        self.used_things = set()
        self.paras = [[]]
        self.focus = None
        self.prev, self.cur, self.run, self.new_para = [], [], 0, True
        self.facts = []
        self.gist = None
        self.where = {}
        self.told = set()

    # --- the cast -------------------------------------------------------------------------------
    def name(self, female):
        """A fresh name; one in eight is made up on the spot."""
        while True:
            if self.rng.random() < 0.12:
                n = self.rng.choice(lx.SYLLABLES_A) + self.rng.choice(lx.SYLLABLES_B)
            else:
                n = self.rng.choice(lx.FEMALE if female else lx.MALE)
            if n not in self.names and all(n[0] != m[0] for m in self.names):
                self.names.add(n)
                return n

    def animal(self, key, groups=None, min_size=1, max_size=3, child=None):
        """Adds an animal to the cast."""
        while True:
            kind, size, group, adjs, young = self.rng.choice(ANIMALS)
            if kind in self.kinds or not min_size <= size <= max_size or (groups and group not in groups):
                continue
            if child and not young:
                continue
            female = self.rng.random() < 0.5
            if kind in ("hen", "cow"):
                female = True
            if kind == "rooster":
                female = False
            self.kinds.add(kind)
            c = Character(self.rng, self.name(female), female, kind, self.rng.choice(adjs), size, group, child)
            self.v[key] = c
            return c

    def human(self, key, child=None):
        """Adds a villager to the cast."""
        while True:
            kind, adjs, age, g = self.rng.choice(PEOPLE)
            if kind in self.kinds or (child is not None and (age == "child") != child):
                continue
            female = g == "f" or (g == "x" and self.rng.random() < 0.5)
            self.kinds.add(kind)
            c = Character(self.rng, self.name(female), female, kind, self.rng.choice(adjs), 3, "person", age == "child")
            self.v[key] = c
            return c

    def someone(self, key, p_animal=0.6, **kw):
        """Adds an animal or a villager."""
        if self.rng.random() < p_animal:
            return self.animal(key, **kw)
        return self.human(key)

    def thing(self, key, tags=(), bearer=None, noun=None, without=()):
        """Adds a thing that its bearer can carry."""
        while True:
            n, size, t, adjs, uses = self.rng.choice(THINGS)
            if noun and n != noun:
                continue
            if n in self.used_things or any(x not in t for x in tags) or any(x in t for x in without):
                continue
            if bearer and size > max(1, bearer.size):
                continue
            self.used_things.add(n)
            o = Thing(n, size, t, self.rng.choice(adjs), uses)
            self.v[key] = o
            return o

    def place(self, key, kinds=None, fresh=True):
        """Chooses a place, normally one not used yet."""
        while True:
            p = self.rng.choice(PLACES)
            if kinds and p.kind not in kinds:
                continue
            if fresh and p in [x for x in self.v.values() if isinstance(x, Place)]:
                continue
            self.v[key] = p
            return p

    # --- wording --------------------------------------------------------------------------------
    def pick(self, text):
        """Resolves [a|b] choices, innermost first."""
        while True:
            m = INNER.search(text)
            if not m:
                return text
            text = text[:m.start()] + self.rng.choice(m.group(1).split("|")) + text[m.end():]

    def _same(self, c, others):
        return any(x is not c and x.female == c.female for x in others)

    def _mention(self, c, subject, in_quote):
        rng = self.rng
        if in_quote:
            return c.name
        if not c.known:
            c.known = True
            self.cur.append(c)
            return c.intro(rng)
        pron = False
        if c in self.cur:
            pron = not self._same(c, self.cur) and rng.random() < 0.9
        elif subject:
            if self.focus is c and not self._same(c, self.prev) and not self._same(c, self.cur):
                pron = rng.random() < (0.25 if self.new_para else 0.78) and self.run < 4
        elif c in self.prev and not self._same(c, self.prev + self.cur):
            pron = rng.random() < 0.5
        if c not in self.cur:
            self.cur.append(c)
        if pron:
            self.run += 1
            return c.he if subject else c.him
        self.run = 0
        if rng.random() < 0.2:
            return "the " + (c.kind if rng.random() < 0.75 else f"{c.adj} {c.kind}")
        return c.name

    def _field(self, key, attr, in_quote):
        x = self.v[key]
        rng = self.rng
        if isinstance(x, str):
            return x
        if isinstance(x, Character):
            if attr in (None, "o"):
                return self._mention(x, attr is None, in_quote)
            if attr == "n":
                if not in_quote:
                    x.known = True
                    if x not in self.cur:
                        self.cur.append(x)
                return x.name
            if attr == "the":
                if not in_quote and x not in self.cur:
                    self.cur.append(x)
                return "the " + x.kind
            if attr == "s":
                if not in_quote and x not in self.cur:
                    self.cur.append(x)
                return x.name + "'s"
            return {"he": x.he, "him": x.him, "his": x.his, "self": x.self_, "kind": x.kind,
                    "akind": a_an(x.kind), "adj": x.adj, "full": a_an(x.adj + " " + x.kind)}[attr]
        if isinstance(x, Thing):
            if attr == "a":
                x.known = True
                return a_an(x.full if rng.random() < 0.8 else x.noun)
            if attr == "b":
                r = x.full if (not x.known or rng.random() < 0.35) else x.noun
                x.known = True
                return r
            if attr == "n":
                return x.noun
            if attr == "f":
                return x.full
            if attr == "an":
                return a_an(x.noun)
            x.known = True
            return "the " + (x.full if rng.random() < 0.2 else x.noun)
        if attr == "at":
            return f"{x.prep} the {x.name}"
        if attr == "to":
            return x.to()
        return "the " + x.name

    def render(self, text):
        """Fills a template and returns the finished sentence(s)."""
        text = self.pick(text)
        out, pos, quote = [], 0, False

        def literal(s):
            nonlocal quote
            for i, ch in enumerate(s):
                if ch == '"':
                    quote = not quote
                    rest = s[i + 1:].strip()
                    if not quote and i > 0 and s[i - 1] in ".!?" and (not rest or rest[0].isupper()):
                        self._sentence_end()
                elif not quote and ch in ".!?":
                    self._sentence_end()
            out.append(s)

        for m in FIELD.finditer(text):
            literal(text[pos:m.start()])
            out.append(self._field(m.group(1), m.group(2), quote))
            pos = m.end()
        literal(text[pos:])
        if self.cur:
            self._sentence_end()
        s = "".join(out).strip()
        s = s.replace(",,", ",").replace(",.", ".").replace(" ,", ",").replace(",!", "!").replace(",?", "?").replace(",;", ";").replace(",:", ":")
        return SAID.sub(r'" \2 \1', capitalize(s))

    def _sentence_end(self):
        if self.cur:
            self.focus = self.cur[0]
            self.prev = self.cur
            self.cur = []
            self.new_para = False

    def s(self, *templates, **kw):
        """Tells one of the templates as the next sentence(s) of the tale."""
        saved = {k: self.v.get(k) for k in kw}
        self.v.update(kw)
        options = [t for t in templates if t not in self.told] or list(templates)
        template = self.rng.choice(options)
        self.told.add(template)
        text = self.render(template)
        for k, x in saved.items():
            if x is None:
                self.v.pop(k, None)
            else:
                self.v[k] = x
        self.paras[-1].append(text)

    def par(self, p=0.75):
        """Begins a new paragraph, mostly."""
        if self.paras[-1] and self.rng.random() < p:
            self.paras.append([])
            self.new_para = True

    def opt(self, p):
        """Whether an optional event happens, given the wanted length."""
        return self.rng.random() < p * {"short": 0.3, "medium": 0.8, "long": 1.25}[self.length]

    def text(self):
        """The tale so far."""
        return "\n\n".join(" ".join(p) for p in self.paras if p)


SAYING = set("said asked cried called answered whispered shouted laughed thought sighed replied begged".split())


def capitalize(s):
    """Upper case at the start of sentences and of quoted speech."""
    chars = list(s)
    up, quote = True, False
    for i, ch in enumerate(chars):
        if ch == '"':
            quote = not quote
            if quote:
                up = True
            continue
        if ch.isalpha():
            if up:
                chars[i] = ch.upper()
            up = False
        elif ch in ".!?":
            nxt = s[i + 1] if i + 1 < len(s) else " "
            if nxt == '"':
                # After closing speech a verb of saying follows in lower case.
                word = s[i + 2:].split(" ", 2)
                up = not (len(word) > 1 and word[0] == "" and word[1] in SAYING)
            else:
                up = nxt in " \n"
        elif ch not in " \n":
            up = False
    return "".join(chars)
