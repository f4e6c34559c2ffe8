"""Makes the training corpus: tales, chats about tales, farm notices and recipes, all from one seed.

Every document is one line of JSON: ``{"t": text}`` where the text ends with ``<|im_end|>``. Usage:

    python corpus.py --out corpus.jsonl --docs 80000 --seed 20240
"""
import argparse
import json
import multiprocessing
import random
import re

import lexicon as lx
import plots
from world import Character, Place, Thing, World, a_an

END = "<|im_end|>"
SYSTEMS = ["You are a storyteller.", "You tell short tales in simple English.", "You are a helpful storyteller who uses simple words.",
           "You are a friendly teller of village tales.", "Answer with a short tale.", "You write little stories about animals and village people.",
           "You are a helpful assistant."]


def make_tale(seed, length=None):
    """Acts out one randomly chosen plot."""
    rng = random.Random(seed)
    w = World(seed * 7 + 1, length)
    plot = rng.choices(plots.PLOTS, plots.WEIGHTS)[0]
    plot(w)
    return w


def turn(role, text):
    """One chat message in the ChatML form."""
    return f"<|im_start|>{role}\n{text}{END}\n"


def request(w, rng):
    """A request that the tale of `w` fulfils."""
    cast = [x for k, x in w.v.items() if isinstance(x, Character) and k in "ABC" and x.name in w.text()]
    things = [x for k, x in w.v.items() if isinstance(x, Thing) and x.noun in w.text()]
    places = [x for k, x in w.v.items() if isinstance(x, Place) and k in "pqh" and x.name in w.text()]
    a = w.v["A"]
    b = cast[1] if len(cast) > 1 else a
    story = rng.choice(["tale", "story", "short tale", "short story", "little tale", "little story"])
    if w.length == "long" and rng.random() < 0.6:
        story = rng.choice(["long tale", "long story", "longer story"])
    if w.length == "short" and rng.random() < 0.5:
        story = rng.choice(["very short tale", "very short story", "tiny story"])
    ask = rng.choice(["Tell me a {s}", "Write a {s}", "Please tell me a {s}", "Can you tell me a {s}", "I would like a {s}", "Please write a {s}", "Tell a {s}", "Make up a {s}", "Could you write a {s}", "Give me a {s}", "I want to hear a {s}"])
    kind = a_an(a.kind)
    gist = plots.plain(w, w.gist)
    gist = gist[0].lower() + gist[1:]
    forms = [(f"about {kind}", 1), (f"about {a.name} the {a.kind}", 2), (f"about {a.name}", 1), (f"about {kind} named {a.name}", 2), (f"about {kind} who {gist}", 2),
             (f"about {a.name}, who {gist}", 2), (f"about {a.name} the {a.kind}, who {gist}", 2), (f"about a {a.kind} called {a.name} who {gist}" if not kind.startswith("an") else f"about {kind} called {a.name} who {gist}", 2)]
    if b is not a:
        forms += [(f"about {kind} and {a_an(b.kind)}", 3), (f"about {a.name} and {b.name}", 1), (f"about {a.name} the {a.kind} and {b.name} the {b.kind}", 2), (f"with {kind} and {a_an(b.kind)} in it", 1)]
    if things:
        o = w.v.get("o", things[0])
        if o.noun not in w.text():
            o = things[0]
        forms += [(f"about {kind} and {a_an(o.noun)}", 4), (f"about {a.name} and {a_an(o.noun)}", 2), (f"about {kind} and {a_an(o.full)}", 1), (f"about {a.name} the {a.kind} and {a_an(o.noun)}", 2), (f"about {a_an(o.noun)}", 2), (f"in which {a_an(o.noun)} is important", 1)]
        if b is not a:
            forms += [(f"about {kind}, {a_an(b.kind)} and {a_an(o.noun)}", 2), (f"with {kind}, {a_an(b.kind)} and {a_an(o.noun)}", 1)]
    if places:
        p = rng.choice(places)
        forms += [(f"about {kind} {p.prep} the {p.name}", 2), (f"about {a.name} the {a.kind} {p.prep} the {p.name}", 1), (f"that takes place {p.prep} the {p.name}", 1)]
    what = rng.choices([f[0] for f in forms], [f[1] for f in forms])[0]
    lead = ask.format(s=story)
    mark = "?" if lead.startswith(("Can", "Could")) else "."
    r = rng.random()
    if r < 0.08:
        return f"{story.capitalize()} {what}, please."
    if r < 0.14:
        return f"{lead} {what}, please{mark}"
    if r < 0.2:
        return (f"{lead} {what}").rstrip(".")
    if r < 0.24:
        return lead + mark
    return f"{lead} {what}{mark}"


FOLLOW = ["What happened next?", "And then?", "Please go on.", "What happened then?", "Continue, please.", "How does it end?", "Tell me the rest."]
SMALL = [("Hello!", "Hello! Shall I tell you a tale?"), ("Hi", "Hello! Would you like to hear a story?"), ("Good morning.", "Good morning! It is a fine day for a tale."),
         ("Who are you?", "I am a small storyteller. I know tales about animals and village people."), ("What can you do?", "I can tell short tales in simple words. Ask me for one!"),
         ("Thank you.", "You are welcome. Come back for another tale."), ("Thank you, that was nice.", "I am glad that you liked it."), ("How are you?", "I am well, thank you. Shall I tell you a story?"),
         ("Good night.", "Good night! Sleep well and dream of a warm fire."), ("What is your name?", "I have no name. I am only a small storyteller.")]
UNKNOWN = ["What is the capital of France?", "Write a program in Java.", "What is two plus two?", "Who won the game?", "What time is it?", "Explain how a computer works.", "Translate this sentence.", "Tell me the news.",
           "What is the meaning of life?", "How far away is the moon?", "Can you help me with my taxes?", "Which car should I buy?", "Solve this equation.", "What is the weather in Paris?"]
NOT_KNOWN = ["I do not know that. I only know tales about animals and village people.", "That is more than I know. But I can tell you a tale.", "I am only a small storyteller, and I cannot answer that. Would you like a tale?"]


def chat(seed):
    """One chat example."""
    rng = random.Random(seed)
    head = turn("system", rng.choice(SYSTEMS)) if rng.random() < 0.3 else ""
    r = rng.random()
    if r < 0.05:
        if rng.random() < 0.5:
            q, a = rng.choice(SMALL)
        else:
            q, a = rng.choice(UNKNOWN), rng.choice(NOT_KNOWN)
        return head + turn("user", q) + turn("assistant", a).rstrip("\n")
    if r < 0.09:
        w = World(seed)
        c, o, p = w.someone("A"), w.thing("o", ("keep",)), w.place("p")
        kind = rng.randrange(4)
        if kind == 0:
            q, a = f"Give me a name for {a_an(c.kind)}.", f"{c.name} is a good name for {a_an(c.kind)}."
        elif kind == 1:
            q = f"Write one sentence about {a_an(c.kind)}."
            a = plots.plain(w, rng.choice(["{A} found {o.a} {p.at}.", "{A} walked {p.to} and sang.", "{A} sat {p.at} with {A.his} {o.b}."]))
        elif kind == 2:
            q, a = f"What can you see {p.prep} the {p.name}?", rng.choice(p.sights) + "."
        else:
            past, base = rng.choice(o.uses)
            q, a = f"What can I do with {a_an(o.noun)}?", "You can " + base.replace("@", "it") + "."
        return head + turn("user", q) + turn("assistant", a).rstrip("\n")
    w = make_tale(seed + 1, rng.choice([None, None, None, "short"]))
    text = w.text()
    if r < 0.22:
        paras = text.split("\n\n")
        if len(paras) > 1:
            cut = rng.randrange(1, len(paras))
            ask = request(w, rng)
            begin = rng.choice(["Tell me only the beginning of this: ", "Begin a tale. ", "Tell it in two parts. ", "Start a story, and stop in the middle. "])
            return head + turn("user", begin + ask) + turn("assistant", "\n\n".join(paras[:cut])) + turn("user", rng.choice(FOLLOW)) + turn("assistant", "\n\n".join(paras[cut:])).rstrip("\n")
    out = head + turn("user", request(w, rng)) + turn("assistant", text)
    if r > 0.72:
        facts = [(plots.plain(w, q), plots.plain(w, a)) for q, a in w.facts]
        a = w.v["A"]
        facts.append(("Who is the tale about?", f"It is about {a.name} the {a.kind}."))
        for q, ans in rng.sample(facts, min(len(facts), rng.choice([1, 1, 2]))):
            out += turn("user", q) + turn("assistant", ans)
    return out.rstrip("\n")


def notice(seed):
    """A weather or farm notice, or a simple recipe."""
    rng = random.Random(seed)
    w = World(seed)
    c, d, p, q = w.human("A"), w.human("B"), w.place("p"), w.place("q")
    season = w.season
    kind = rng.randrange(3)
    if kind == 0:
        day = rng.choice("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
        one, two = rng.choice(lx.SEASONS[season]), rng.choice(lx.SEASONS[season])
        adj = [rng.choice(lx.WEATHER[x][0].split()) for x in (one, two)]
        adv = {"sunny": "Bring in the hay while it is dry.", "windy": "Close the shutters and tie up the boats.", "rainy": "Take an umbrella and look after the drains.", "foggy": "Carry a lantern on the road.",
               "snowy": "Sweep the steps and feed the birds.", "cold": "Cover the young plants and keep the stove warm.", "hot": "Water the garden in the evening and rest at noon.", "mild": "It is a good day to plant beans."}
        return f"Weather for {day}: The morning will be {adj[0]}, and the afternoon {adj[1]}. " + rng.choice([f"There may be wind {p.prep} the {p.name}. ", f"The path near the {p.name} is {rng.choice(['dry', 'wet', 'muddy', 'icy' if season == 'winter' else 'soft'])}. ", ""]) + adv[two]
    if kind == 1:
        o = w.thing("o", ("keep",))
        return rng.choice([f"Notice: {a_an(o.full).capitalize()} was found {p.prep} the {p.name}. The owner can get it from {c.name} the {c.kind}.",
                           f"Notice: The {p.name} is closed until {rng.choice('Monday Tuesday Friday Sunday'.split())}. Please go past the {q.name}. {c.name} the {c.kind} will show you the way.",
                           f"Notice: {c.name} the {c.kind} is looking for help with the {rng.choice(['hay', 'apples', 'sheep', 'bees', 'harvest', 'roof'])}. There is soup at noon. Come {p.to()} in the morning.",
                           f"Lost: {a_an(o.full)}. It was last seen {p.prep} the {p.name}. If you find it, please bring it to {c.name} the {c.kind}. There will be a reward.",
                           f"Farm notice: On {rng.choice('Monday Tuesday Friday Sunday'.split())} there will be a dance {p.prep} the {p.name}. {c.name} the {c.kind} brings the music, and {d.name} the {d.kind} brings the cake. Everyone is welcome."])
    soups = [("oat soup", "a cup of oats", "a pot of water", "a little salt"), ("apple cake", "four apples", "two cups of flour", "three eggs"), ("carrot soup", "six carrots", "one onion", "a spoon of butter"), ("honey buns", "three cups of flour", "two spoons of honey", "a cup of milk"),
             ("berry jam", "a basket of berries", "a cup of sugar", "the juice of a lemon"), ("bean stew", "two cups of beans", "one onion", "a bunch of thyme"), ("pancakes", "two cups of flour", "two eggs", "a cup of milk"), ("potato soup", "eight potatoes", "two carrots", "a little cream"),
             ("nut bread", "four cups of flour", "a handful of nuts", "a spoon of yeast"), ("pear pudding", "three pears", "a cup of milk", "two eggs")]
    n, x, y, z = rng.choice(soups)
    mins = rng.choice(["ten", "fifteen", "twenty", "thirty", "forty"])
    end = rng.choice(["Serve it warm.", "Let it cool before you eat.", "It tastes best with friends.", "Share it with your neighbors.", "Eat it with fresh bread."])
    step = "bake it in the oven" if any(k in n for k in ("cake", "buns", "bread", "pudding")) else "fry it in the pan" if n == "pancakes" else "cook it slowly"
    return rng.choice([f"How to make {n}: Take {x}, {y} and {z}. ", f"Recipe for {n}: You need {x}, {y} and {z}. ", f"{c.name}'s {n}: Take {x}, {y} and {z}. "]) + rng.choice(["Wash your hands first. ", "Light the stove. ", ""]) + rng.choice(["Mix everything well", "Put everything together and stir", "Stir until it is smooth"]) + f", and {step} for {mins} minutes. " + end


def document(seed):
    """One document by its seed: 63% tales, 32% chats, 5% notices and recipes."""
    rng = random.Random(seed ^ 0x5EED)
    r = rng.random()
    if r < 0.05:
        return notice(seed) + END
    if r < 0.37:
        return chat(seed)
    text = make_tale(seed).text()
    if rng.random() < 0.18:
        # Begin at a later sentence: a prompt may begin anywhere.
        starts = [m.end() for m in re.finditer(r'[.!?]"? +(?=[A-Z])|\n\n', text)]
        starts = [s for s in starts if s < 0.6 * len(text)]
        if starts:
            text = text[rng.choice(starts):]
    return text + END


def main():
    """Writes the corpus, using all cores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default="corpus.jsonl")
    parser.add_argument("--docs", type=int, default=80000)
    parser.add_argument("--seed", type=int, default=20240)
    args = parser.parse_args()
    seeds = range(args.seed * 1_000_003, args.seed * 1_000_003 + args.docs * 10, 10)
    chars, seen = 0, set()
    with multiprocessing.Pool() as pool, open(args.out, "w", encoding="utf-8") as out:
        for text in pool.imap(document, seeds, chunksize=256):
            if text in seen:
                continue
            seen.add(text)
            chars += len(text)
            out.write(json.dumps({"t": text}) + "\n")
    print(f"{len(seen)} documents, {chars} characters")


if __name__ == "__main__":
    main()
