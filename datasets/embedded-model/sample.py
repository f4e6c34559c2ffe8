"""Completes rows of the sample prompts with the exported model and prints them for reading.

    python sample.py --model embedded.gguf --prompts sample-prompts.parquet --every 6 --limit 40

A plain reference sampler in PyTorch: temperature, top-k, top-p, min-p, seed, stop strings. Its random
numbers are those of PyTorch, so a row's sampled text differs from what the Java engine makes of the
same seed; greedy rows agree.
"""
import argparse

import pyarrow.parquet as pq
import torch

from gguf_model import chat_text, load

# The defaults of a job (the engine's SamplingParams).
DEFAULTS = {"temperature": 1.0, "top_k": 0, "top_p": 1.0, "min_p": 0.0, "seed": 0, "max_new_tokens": 128, "stop": [], "n": 1}


def choose(logits, s, generator):
    """The next token id under the settings of a row."""
    if s["temperature"] <= 0:
        return int(logits.argmax())
    probs = torch.softmax(logits / s["temperature"], -1)
    if s["top_k"]:
        probs[probs < probs.topk(s["top_k"]).values[-1]] = 0
    if s["min_p"]:
        probs[probs < s["min_p"] * probs.max()] = 0
    if s["top_p"] < 1:
        values, order = probs.sort(descending=True)
        total = values.cumsum(0) / values.sum()
        values[(total - values / values.sum()) >= s["top_p"]] = 0
        probs = torch.zeros_like(probs).scatter(0, order, values)
    return int(torch.multinomial(probs, 1, generator=generator))


def complete(model, tok, text, s, seed):
    """The completion of a text, the finish reason and the number of new tokens."""
    prompt = tok.encode(text, add_special_tokens=False).ids
    ids, generator = list(prompt), torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for count in range(1, s["max_new_tokens"] + 1):
            if len(ids) >= model.cfg.context:
                return tok.decode(ids[len(prompt):]), "length", count
            ids.append(choose(model(torch.tensor([ids]))[0, -1], s, generator))
            if ids[-1] == 2:
                return tok.decode(ids[len(prompt):-1]), "end", count
            out = tok.decode(ids[len(prompt):])
            for stop in s["stop"]:
                if stop in out:
                    return out[:out.index(stop)], "stop", count
    return tok.decode(ids[len(prompt):]), "length", s["max_new_tokens"]


def main():
    """Prints completions as Markdown."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--model", default="embedded.gguf")
    p.add_argument("--prompts", default="sample-prompts.parquet")
    p.add_argument("--every", type=int, default=6, help="take every n-th row")
    p.add_argument("--limit", type=int, default=40)
    p.add_argument("--chat", nargs="*", default=[], help="user messages to answer as well, greedily")
    a = p.parse_args()
    model, tok = load(a.model)
    rows = pq.read_table(a.prompts).to_pylist()[::a.every][:a.limit]
    for row in rows:
        given = {k: v for k, v in (row["sampling"] or {}).items() if v is not None}
        s = {**DEFAULTS, **given}
        for i in range(s["n"]):
            text, reason, count = complete(model, tok, row["prompt"], s, s["seed"] + i)
            shown = ", ".join(f"{k} {v}" for k, v in given.items()) or "defaults"
            print(f"### {row['id']} ({shown}) - {reason} after {count} tokens\n\n**{row['prompt']}**{text}\n", flush=True)
    for message in a.chat:
        s = {**DEFAULTS, "temperature": 0, "max_new_tokens": 400}
        text, reason, count = complete(model, tok, chat_text([{"role": "user", "content": message}]), s, 0)
        print(f"### chat (greedy) - {reason} after {count} tokens\n\n> {message}\n\n{text}\n", flush=True)


if __name__ == "__main__":
    main()
