"""Writes beam-cases.json: what transformers' beam search gives on the tiny golden models, for Java tests.

Run: python make_beam_cases.py GOLDEN > ../resources/millrace/engine/beam-cases.json
     where GOLDEN is the folder of golden data with models/ and expected/.
Needs: transformers (5.19.0 was used) and torch (2.13.0), on a CPU, in float32.

A case is kept only when noise of 1e-3 on every logit, several times over, changes none of its tokens: so its
decisions have margins that another order of additions cannot cross, and the test may ask for equal token ids.
"""
import json
import sys
import warnings

import torch
from transformers import AutoModelForCausalLM
from transformers.generation import LogitsProcessor, LogitsProcessorList
from transformers.utils import logging

warnings.filterwarnings("ignore")
logging.set_verbosity_error()
torch.set_num_threads(1)

MODELS = ["llama", "llama-tied", "qwen3", "gemma3", "gpt2", "mixtral"]
PROMPTS = (0, 1, 2)  # which of a model's golden prompts: 1, 7 and 33 tokens
EARLY = {"true": True, "false": False, "never": "never"}
NOISE = 1e-3
ROUNDS = 4
MOST_PER_KIND = 2

# Width, n, length penalty, early stopping, with ends or not, new tokens, and further settings.
KINDS = [
    (2, 2, 1.0, "false", "ends", 20, {}),
    (2, 1, 0.0, "true", "none", 12, {}),
    (2, 2, -0.5, "never", "ends", 20, {}),
    (4, 4, 1.0, "false", "ends", 20, {}),
    (4, 3, 1.0, "true", "ends", 20, {}),
    (4, 4, 2.0, "never", "ends", 20, {}),
    (4, 4, 0.0, "never", "ends", 20, {}),
    (4, 2, -0.5, "false", "ends", 20, {}),
    (4, 4, 1.0, "true", "none", 12, {}),
    (4, 4, 2.0, "true", "ends", 20, {"repetition_penalty": 1.3}),
    (4, 4, 1.0, "false", "ends", 20, {"min_tokens": 6}),
    (5, 5, 1.0, "false", "ends", 14, {}),
    (5, 5, 2.0, "false", "ends", 14, {}),
    (5, 2, 0.0, "true", "ends", 14, {}),
    (5, 5, -0.5, "never", "ends", 14, {}),
]


class Noise(LogitsProcessor):
    """Moves every score by up to NOISE."""

    def __init__(self, seed):
        self.random = torch.Generator().manual_seed(seed)

    def __call__(self, input_ids, scores):
        return scores + (torch.rand(scores.shape, generator=self.random) * 2 - 1) * NOISE


def search(model, prompt, kind, ends, noise=None):
    width, n, penalty, early, _, tokens, more = kind
    settings = {"repetition_penalty": more.get("repetition_penalty", 1.0)}
    if "min_tokens" in more:
        settings["min_new_tokens"] = more["min_tokens"]
    ids = torch.tensor([prompt])
    out = model.generate(
        ids, attention_mask=torch.ones_like(ids), do_sample=False, num_beams=width, num_return_sequences=n,
        length_penalty=penalty, early_stopping=EARLY[early], max_new_tokens=tokens,
        eos_token_id=ends or None, pad_token_id=0 if ends else None, return_dict_in_generate=True,
        output_scores=True, logits_processor=LogitsProcessorList([Noise(noise)] if noise else []), **settings)
    # Positions behind the end are -1 among the indices of beams; they say how long each sequence is.
    lengths = (out.beam_indices >= 0).sum(dim=1).tolist()
    rows = out.sequences[:, len(prompt):].tolist()
    return [row[:length] for row, length in zip(rows, lengths)], out.sequences_scores.tolist()


def free_tokens(model, prompt, kind):
    """Tokens that occur in the search without ends, the most frequent one first: what can make an end."""
    rows, _ = search(model, prompt, kind, [])
    seen = [token for row in rows for token in row[3:]]
    return sorted(set(seen), key=lambda token: (-seen.count(token), token))


def stable(model, prompt, kind, ends, rows):
    return all(search(model, prompt, kind, ends, 1 + i)[0] == rows for i in range(ROUNDS))


def candidates(model, prompt, kind):
    if kind[4] == "none":
        return [[]]
    tokens = free_tokens(model, prompt, kind)
    return [sorted(tokens[:2]), tokens[:1], tokens[-1:]]


def cases(name, model, prompts):
    for index, kind in enumerate(KINDS):
        kept = 0
        for turn in range(len(prompts)):
            prompt = prompts[(index + turn) % len(prompts)]
            if kept == MOST_PER_KIND:
                break
            for ends in candidates(model, prompt, kind):
                rows, scores = search(model, prompt, kind, ends)
                reached = [row for row in rows if row and row[-1] in ends]
                if ends and not reached or not stable(model, prompt, kind, ends, rows):
                    continue
                kept += 1
                width, n, penalty, early, _, tokens, more = kind
                sampling = {"beam_width": width, "n": n, "length_penalty": penalty,
                            "early_stopping": "never" if early == "never" else early == "true",
                            "max_new_tokens": tokens, "stop_token_ids": ends, **more}
                yield {"model": name, "prompt": prompt, "sampling": sampling, "rows": rows,
                       "scores": [round(score, 6) for score in scores]}
                break


def main(golden):
    written = []
    for name in MODELS:
        model = AutoModelForCausalLM.from_pretrained(
            f"{golden}/models/{name}", dtype=torch.float32, attn_implementation="eager").eval()
        model.generation_config.eos_token_id = None
        model.generation_config.pad_token_id = None
        with open(f"{golden}/expected/{name}.json", encoding="utf-8") as file:
            golden_cases = json.load(file)["cases"]
        prompts = [golden_cases[i]["prompt_ids"] for i in PROMPTS]
        found = list(cases(name, model, prompts))
        print(name, len(found), "cases", file=sys.stderr)
        written += found
    print("[\n" + ",\n".join(json.dumps(case) for case in written) + "\n]")


main(sys.argv[1])
