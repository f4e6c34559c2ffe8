#!/usr/bin/env python3
"""Writes the expected values of EvaluationFormulasTest with NLTK, NumPy and SciPy.

    python3 -m venv venv && venv/bin/pip install nltk==3.10.4 numpy scipy regex
    venv/bin/python make_text_metrics.py ../resources/millrace/jobs/evaluate/text-metrics.json
"""

import json
import random
import sys
from collections import Counter
from fractions import Fraction
from math import comb

import numpy as np
import regex
from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu
from nltk.util import ngrams
from scipy import stats

WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}]"
    r"|[[\p{L}\p{M}\p{N}]--[\p{Han}\p{Hiragana}\p{Katakana}]]+"
    r"|[^\s\p{L}\p{M}\p{N}\p{Z}\p{Cc}]",
    regex.V1,
)
VOCABULARY = "the a cat dog sat ran on mat . , and then quickly it was red blue 42 naïve don't".split()


def text(rng, words):
    return " ".join(rng.choice(VOCABULARY) for _ in range(words))


def self_bleu(texts):
    smooth = SmoothingFunction().method1
    scores = []
    for i, hypothesis in enumerate(texts):
        others = texts[:i] + texts[i + 1 :]
        scores.append(sentence_bleu(others, hypothesis, smoothing_function=smooth))
    return [float(score) for score in scores]


def group(texts):
    words = [WORD.findall(one) for one in texts]
    expected = {"texts": texts, "words": words, "self_bleu": self_bleu(words)}
    for n in (1, 2, 3):
        grams = Counter(gram for one in words for gram in ngrams(one, n))
        total = sum(grams.values())
        expected[f"distinct_{n}"] = len(grams) / total if total else None
        expected[f"entropy_{n}"] = float(stats.entropy(list(grams.values()))) if total else None
    expected["repeated_4"] = []
    for one in words:
        grams = list(ngrams(one, 4))
        expected["repeated_4"].append(1 - len(set(grams)) / len(grams) if grams else None)
    return expected


def pass_at_k():
    cases = []
    for n, c, k in [(1, 0, 1), (1, 1, 1), (5, 2, 1), (5, 2, 3), (10, 1, 10), (10, 9, 2),
                    (20, 3, 5), (200, 13, 100), (200, 1, 1), (1000, 500, 100), (4, 0, 4)]:
        exact = 1 - Fraction(comb(n - c, k), comb(n, k))
        cases.append({"n": n, "c": c, "k": k, "expected": float(exact)})
    return cases


def percentiles(rng):
    cases = []
    for size in (1, 2, 3, 10, 101):
        values = [round(rng.gauss(0, 3), 3) for _ in range(size)]
        for share in (0.0, 0.025, 0.5, 0.975, 1.0):
            cases.append({"values": values, "share": share,
                          "expected": float(np.percentile(values, 100 * share))})
    return cases


def bootstrap(rng):
    """Means over clusters of unequal size: a ratio of sums, resampled by cluster."""
    sums = [round(rng.gauss(5, 2), 3) for _ in range(60)]
    weights = [rng.randint(1, 4) for _ in range(60)]

    def ratio(s, w, axis):
        return np.sum(s, axis=axis) / np.sum(w, axis=axis)

    found = stats.bootstrap((sums, weights), ratio, paired=True, n_resamples=200_000,
                            confidence_level=0.95, method="percentile",
                            random_state=np.random.default_rng(5))
    interval = found.confidence_interval
    return {"sums": sums, "weights": weights, "value": sum(sums) / sum(weights),
            "low": float(interval.low), "high": float(interval.high)}


def main():
    rng = random.Random(11)
    groups = [[text(rng, rng.randint(1, 30)) for _ in range(rng.randint(2, 8))] for _ in range(12)]
    groups.append(["the cat sat on the mat", "the cat sat on the mat"])
    groups.append(["alpha beta gamma", "delta"])
    groups.append(["Schöne Grüße, 世界! こんにちは。", "naïve  cafe\u0301\tdon't – 3.14 €5", "x"])
    groups.append(["the the the the the the the the", "the end"])
    result = {"groups": [group(texts) for texts in groups], "pass_at_k": pass_at_k(),
              "percentiles": percentiles(rng), "bootstrap": bootstrap(rng)}
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump(result, out, ensure_ascii=False)
        out.write("\n")


main()
