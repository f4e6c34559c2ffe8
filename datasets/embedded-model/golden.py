"""Makes the fixture of the Java tests from the exported file, in float32 with dequantized weights.

    python golden.py --model embedded.gguf --out embedded-golden.json

For each prompt: its token ids, the greedy continuation (at most 64 tokens, ending with the end token
if it comes), the gap between the best and the second logit at each step, and the five most probable
first tokens. With `--check` the greedy continuations are also compared with those of the Llama
implementation of `transformers`, which reads the same GGUF file by its own code.
"""
import argparse
import json
import os

import gguf
import torch

from gguf_model import chat_text, load, value

EOS = 2
STEPS = 64


def user(text, system=None):
    """Messages with one user turn."""
    return ([{"role": "system", "content": system}] if system else []) + [{"role": "user", "content": text}]


CASES = [
    ("plain-fox", "Once upon a time a small fox named Pim found a"),
    ("plain-goose", "One windy morning, a white goose called Tilda lost her red scarf by the river."),
    ("plain-baker", "There was once a baker named Mira. She lived in a small cottage by the mill."),
    ("plain-speech", "\"Where is my lantern?\" asked Oskar."),
    ("plain-one-word", "The"),
    ("plain-odd-text", "Zoë & Łukasz paid 3 € -- then\tthey\n\nran  home: 🦊!"),
    ("plain-recipe", "How to make apple cake:"),
    ("plain-notice", "Weather for Monday:"),
    ("chat-fox-lantern", user("Tell me a tale about a fox and a lantern.")),
    ("chat-mira-kite", user("Write a short story about Mira, who loses her kite.", "You are a storyteller.")),
    ("chat-hello", user("Hello!")),
    ("chat-follow", user("Tell a very short tale about Otto the owl and a bell.")
     + [{"role": "assistant", "content": "One cold evening an old owl named Otto found a small bell by the well. He rang the bell and listened to the sound. Otto went home smiling."}]
     + [{"role": "user", "content": "What did Otto find?"}]),
]


def main():
    """Writes the fixture."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--model", default="embedded.gguf")
    p.add_argument("--out", default="embedded-golden.json")
    p.add_argument("--check", action="store_true")
    a = p.parse_args()
    model, tok = load(a.model)
    cases = []
    for name, prompt in CASES:
        text = prompt if isinstance(prompt, str) else chat_text(prompt)
        prompt_ids = tok.encode(text, add_special_tokens=False).ids
        ids, gaps, top = list(prompt_ids), [], None
        with torch.no_grad():
            while len(ids) - len(prompt_ids) < STEPS:
                logits = model(torch.tensor([ids]))[0, -1]
                best = torch.topk(logits, 2)
                if top is None:
                    logp = torch.log_softmax(logits.double(), -1).topk(5)
                    top = {"ids": logp.indices.tolist(), "logprobs": [round(x, 6) for x in logp.values.tolist()]}
                gaps.append(round((best.values[0] - best.values[1]).item(), 5))
                ids.append(best.indices[0].item())
                if ids[-1] == EOS:
                    break
        greedy = ids[len(prompt_ids):]
        case = {"name": name}
        case["prompt" if isinstance(prompt, str) else "messages"] = prompt
        case.update(prompt_ids=prompt_ids, greedy_ids=greedy, eos_index=greedy.index(EOS) if EOS in greedy else None,
                    greedy_gaps=gaps, greedy_text=tok.decode(greedy, skip_special_tokens=True), top5=top)
        cases.append(case)
    with open(a.out, "w", encoding="utf-8") as f:
        f.write('{"model": "millrace-tales-4m", "eos_token_id": 2, "cases": [\n')
        f.write(",\n".join(json.dumps(c) for c in cases))
        f.write("\n]}\n")
    if a.check:
        check(a.model, cases)


def check(path, cases):
    """Compares with transformers' own GGUF reader, tokenizer and Llama."""
    import os
    from transformers import AutoModelForCausalLM, AutoTokenizer
    folder, name = os.path.split(os.path.abspath(path))
    other = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32)
    template = value(gguf.GGUFReader(path), "tokenizer.chat_template")
    words = AutoTokenizer.from_pretrained(folder, gguf_file=name)
    for c in cases:
        if "prompt" in c:
            ids = words(c["prompt"], add_special_tokens=False)["input_ids"]
        else:
            text = words.apply_chat_template(c["messages"], chat_template=template,
                                             tokenize=False, add_generation_prompt=True)
            ids = words(text, add_special_tokens=False)["input_ids"]
        out = other.generate(torch.tensor([c["prompt_ids"]]), max_new_tokens=STEPS, do_sample=False, eos_token_id=EOS, pad_token_id=0)
        same = out[0].tolist()[len(c["prompt_ids"]):] == c["greedy_ids"]
        print(f"{c['name']}: ids {'agree' if ids == c['prompt_ids'] else 'DIFFER'}, greedy {'agrees' if same else 'DIFFERS'}, "
              f"{len(c['greedy_ids'])} tokens, smallest gap {min(c['greedy_gaps'])}")


if __name__ == "__main__":
    main()
