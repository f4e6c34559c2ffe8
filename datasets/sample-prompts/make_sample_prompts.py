"""Writes the sample prompts: beginnings of tales, each row with its own sampling settings.

    python make_sample_prompts.py --out sample-prompts.parquet

Columns: ``id``, ``prompt``, ``sampling`` (a struct whose null fields, or a null struct, mean the job's
default) and ``theme`` (a column that a job only passes through). The groups of rows, told by the ids,
show what sampling per row is for:

* ``greedy-``    temperature 0, the same answer every time;
* ``creative-``  the same prompt at rising temperatures;
* ``seed-``      the same prompt and temperature under several seeds;
* ``stop-``      stop strings: one sentence, up to the first speech, one paragraph;
* ``length-``    the same prompt with short to long limits;
* ``filter-``    top-k, top-p and min-p in turn;
* ``many-``      several samples per row (n);
* ``default-``   nothing set, or only one field.

The rows are the same on every run; nothing is random and nothing else is read.
"""
import argparse

import pyarrow as pa
import pyarrow.parquet as pq

SAMPLING = pa.struct([("temperature", pa.float64()), ("top_k", pa.int32()), ("top_p", pa.float64()), ("min_p", pa.float64()),
                      ("seed", pa.int64()), ("max_new_tokens", pa.int32()), ("stop", pa.list_(pa.string())), ("n", pa.int32())])
SCHEMA = pa.schema([("id", pa.string()), ("prompt", pa.string()), ("sampling", SAMPLING), ("theme", pa.string())])

# (theme, beginning of a tale)
PROMPTS = [
    ("found", "Once upon a time a small fox named Pim found a"),
    ("lost", "One windy morning, a white goose called Tilda lost her red scarf by the river."),
    ("gift", "Mira the baker wanted to make a warm scarf for her friend Otto the"),
    ("storm", "One rainy evening, a tired donkey named Bram was on the way home when a storm came."),
    ("race", "Rufus the hare said that he was faster than a slow turtle called Ida."),
    ("garden", "On a mild morning in spring, Nell planted a pumpkin seed in the garden."),
    ("dark", "Poppy the kitten was afraid of the dark."),
    ("music", "One soft evening Jasper the fiddler sat by the pond with his old fiddle."),
    ("friend", "Hugo the badger heard that his friend Dora was ill."),
    ("found", "A shepherd named Lena was walking on the hill when she found an old key."),
    ("market", "Once a poor cobbler named Karl went to the market to sell his old clock."),
    ("baking", "Clara wanted to bake a honey cake, but"),
    ("winter", "It was a cold morning in winter. A thin wolf named Ulf had only a turnip left."),
    ("quarrel", "Two friends, Sam the squirrel and Rosa the magpie, saw a bag of nuts at the same time."),
    ("message", "Finn the crow got a letter from"),
    ("snow", "One snowy morning Emmy ran out into the snow with her sled."),
    ("box", "Vera the mole was digging in the orchard and hit something hard."),
    ("birthday", "Leo the bear woke up and smiled, for it was his birthday."),
    ("lost", "Oskar the frog could not find his drum."),
    ("noise", "Late one windy night, Hetty heard a strange noise in the barn."),
    ("learning", "A young stork named Knut wanted to learn to dance, but"),
    ("building", "Everyone in the village square knew Otto, a strong carpenter. One day he decided to build a bridge."),
    ("neighbor", "Nora the hen got a new neighbor. It was"),
    ("trick", "A hungry crow named Vic saw a round cheese on the windowsill of"),
    ("egg", "On a bright morning in spring, Ned the ferryman found an egg in the reeds."),
    ("wish", "Winnie the snail sat by the pond and sighed."),
    ("trade", "Tobin the otter wanted a silver flute more than anything."),
    ("stuck", "Greta the goat heard somebody crying by the swamp. It was"),
    ("home", "A small rabbit named Milo followed a blue butterfly into the wood and got lost."),
    ("speech", "\"Where is my lantern?\" asked Ivy the owl."),
    ("speech", "\"I will help you,\" said the old miller."),
    ("village", "In a little house by the mill lived a quiet weaver named Anka."),
    ("village", "There was once a cheerful potter called Dov, who lived by the bridge."),
    ("animals", "There once was a round hedgehog named Fern. She lived in a burrow under the old oak."),
    ("animals", "In a nest at the church tower lived a clever crow called Quill."),
    ("animals", "Long ago, a gentle cow named Daisy lived in a stable in the valley."),
    ("water", "This is the tale of Wren, an old fisherwoman, who lived at the ferry."),
    ("weather", "Weather for Monday: The morning will be"),
    ("recipe", "How to make carrot soup: Take"),
    ("notice", "Notice: A brass bell was found"),
]


def row(ident, prompt, theme, **sampling):
    """One row; an absent field is null, no field at all is a null struct."""
    s = {f.name: sampling.get(f.name) for f in SAMPLING} if sampling else None
    return {"id": ident, "prompt": prompt, "sampling": s, "theme": theme}


def rows():
    """All rows in order."""
    out = []

    def add(group, index, **sampling):
        theme, prompt = PROMPTS[index % len(PROMPTS)]
        number = sum(r["id"].startswith(group + "-") for r in out) + 1
        out.append(row(f"{group}-{number:03d}", prompt, theme, **sampling))

    for i in range(len(PROMPTS)):
        add("greedy", i, temperature=0.0, max_new_tokens=96 if i % 2 else 160)
    for i in range(0, 36, 4):
        for t in (0.3, 0.6, 0.9, 1.2):
            add("creative", i, temperature=t, top_p=0.95, seed=11, max_new_tokens=120)
    for i in range(1, 36, 6):
        for seed in (1, 2, 3, 4, 5, 6):
            add("seed", i, temperature=0.8, seed=seed, max_new_tokens=100)
    for k, i in enumerate(range(30)):
        stop = [["."], ["\n\n"], [" said"], [".", "!", "?"], [" friend", "happy"]][k % 5]
        add("stop", i, temperature=0.0 if k % 2 else 0.7, seed=None if k % 2 else 40 + k, max_new_tokens=120, stop=stop)
    for i in range(2, 36, 6):
        for limit in (4, 16, 48, 120, 240, 350):
            add("length", i, temperature=0.5, top_p=0.9, seed=5, max_new_tokens=limit)
    for k, i in enumerate(range(3, 27)):
        add("filter", i, temperature=1.0, seed=100 + k, max_new_tokens=90,
            **[{"top_k": 1}, {"top_k": 20}, {"top_k": 5, "top_p": 0.8}, {"top_p": 0.6}, {"min_p": 0.1}, {"min_p": 0.02, "top_k": 100}][k % 6])
    for k, i in enumerate(range(5, 35, 3)):
        add("many", i, temperature=0.9, top_p=0.95, seed=7 + k, max_new_tokens=60, n=2 + k % 3)
    for k, i in enumerate(range(0, 40, 2)):
        add("default", i, **[{}, {"seed": 3}, {"max_new_tokens": 40}, {"temperature": 0.2}][k % 4])
    return out


def main():
    """Writes the Parquet file."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--out", default="sample-prompts.parquet")
    a = p.parse_args()
    table = pa.Table.from_pylist(rows(), schema=SCHEMA)
    pq.write_table(table, a.out, compression="snappy")
    print(f"{table.num_rows} rows")


if __name__ == "__main__":
    main()
