"""Writes typical-cases.json: what transformers keeps with typical_p, in the format of golden sampling cases.

Run: python make_typical_cases.py > ../resources/millrace/engine/sampling/typical-cases.json
Needs: transformers (5.19.0 was used) and torch.

The warpers are those of transformers, in float64 and in Millrace's order: temperature, min_p, top_k, top_p,
typical_p. (transformers itself has min_p behind top_p; typical_p is last in both.) Cases in which a cut-off is
closer than 1e-3 to another choice are drawn again, so that single precision must keep the same tokens.
"""
import json
import math
import random

import torch
from transformers.generation.logits_process import (
    MinPLogitsWarper, TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper, TypicalLogitsWarper)

VOCABULARY = 97
MARGIN = 1e-3


def warped(logits, p):
    warpers = [TemperatureLogitsWarper(p["temperature"])]
    if p["min_p"] > 0:
        warpers.append(MinPLogitsWarper(p["min_p"]))
    if p["top_k"] > 0:
        warpers.append(TopKLogitsWarper(p["top_k"]))
    if p["top_p"] < 1:
        warpers.append(TopPLogitsWarper(p["top_p"]))
    scores = torch.tensor([logits], dtype=torch.float64)
    for warper in warpers:
        scores = warper(None, scores)
    before = scores
    if p["typical_p"] < 1:
        scores = TypicalLogitsWarper(p["typical_p"])(None, scores)
    return before[0], scores[0]


def is_clear(before, after, p):
    """Whether neither the mass nor the distances leave a doubt about what is kept."""
    logp = torch.log_softmax(before, -1)
    finite = torch.isfinite(logp)
    probs = logp[finite].exp()
    distances = (-logp[finite] + (probs * logp[finite]).sum()).abs()
    order = distances.argsort()
    sums = probs[order].cumsum(0)
    kept = int(torch.isfinite(after).sum())
    below = float(sums[kept - 2]) if kept > 1 else 0.0
    apart = kept == len(order) or float(distances[order[kept]] - distances[order[kept - 1]]) > MARGIN
    return apart and below < p["typical_p"] - MARGIN and float(sums[kept - 1]) > p["typical_p"] + MARGIN


def draw_logits(rng, shape):
    if shape == "flat":
        logits = [rng.uniform(-0.5, 0.5) for _ in range(VOCABULARY)]
    elif shape == "peak":
        logits = [rng.gauss(0, 1) for _ in range(VOCABULARY)]
        logits[rng.randrange(VOCABULARY)] = 4.5
    else:
        logits = [rng.gauss(0, 3) for _ in range(VOCABULARY)]
    return torch.tensor(logits, dtype=torch.float32).double().tolist()


def make(rng, index):
    shape = ["bell", "peak", "flat"][index % 3]
    p = {"temperature": rng.choice([1.0, 0.7, 1.5]), "top_k": rng.choice([0, 0, 20, 40]),
         "top_p": rng.choice([1.0, 1.0, 0.9]), "min_p": rng.choice([0.0, 0.0, 0.02]),
         "typical_p": rng.choice([0.05, 0.2, 0.5, 0.8, 0.95])}
    logits = draw_logits(rng, shape)
    # the other filters must not be in doubt either: the nearest float32 logits decide alike
    before, after = warped(logits, p)
    if not is_clear(before, after, p) or (index % 8 and int(torch.isfinite(after).sum()) == 1):
        return None
    shaken, _ = warped([x + rng.uniform(-1e-5, 1e-5) for x in logits], p)
    if not torch.equal(torch.isfinite(shaken), torch.isfinite(before)):
        return None
    keep = [i for i in range(VOCABULARY) if math.isfinite(after[i])]
    raw = torch.log_softmax(torch.tensor(logits, dtype=torch.float64), -1)
    return {"name": f"typical-{index:02d}-{shape}", "logits": logits, "prompt_ids": [], "output_ids": [],
            "eos_ids": [0], "params": dict(p, logit_bias=[]), "keep_ids": keep,
            "probs": [float(f"{x:.15g}") for x in after.softmax(-1)[keep]],
            "raw_logprobs": [float(f"{x:.10g}") for x in raw]}


def main():
    rng = random.Random(7)
    cases = []
    while len(cases) < 24:
        case = make(rng, len(cases))
        if case is not None:
            cases.append(case)
    print("{\"cases\":[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]}")


main()
