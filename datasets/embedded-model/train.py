"""Trains the model on the corpus, on the CPU.

    python train.py --corpus corpus.jsonl --tokenizer tokenizer.json --out run --steps 1800

Documents are not packed: a batch holds documents of similar length, each from position 0 (as a
prompt at inference), padded on the right, so no attention crosses a document border. The matrices
inside the layers are trained by Muon, the embedding and the norms by AdamW; the learning rate warms
up, stays, and falls linearly to zero over the last part of the run.
"""
import argparse
import json
import os
import random
import time

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

import lexicon
from model import Config, Model


def load(path, tokenizer, context):
    """Token ids of all documents that fit the context."""
    tok = Tokenizer.from_file(tokenizer)
    docs, texts = [], []

    def flush():
        for e in tok.encode_batch(texts, add_special_tokens=False):
            if 2 <= len(e.ids) <= context:
                docs.append(np.array(e.ids, dtype=np.int16))
        texts.clear()

    with open(path, encoding="utf-8") as f:
        for line in f:
            texts.append(json.loads(line)["t"])
            if len(texts) == 4096:
                flush()
    flush()
    return docs


def content_tokens(tokenizer):
    """Which tokens are whole names, kinds of characters, things or places."""
    tok = Tokenizer.from_file(tokenizer)
    words = lexicon.FEMALE + lexicon.MALE
    for table in (lexicon.ANIMALS, lexicon.PEOPLE, lexicon.THINGS, lexicon.PLACES):
        words += [w for line in table.strip().splitlines() for w in line.split("|")[0].split() if w != "of"]
    content = np.zeros(tok.get_vocab_size(), dtype=bool)
    for word in words:
        ids = tok.encode(" " + word, add_special_tokens=False).ids
        if len(ids) == 1:
            content[ids[0]] = True
    return content


def recalled(doc, content):
    """True for each content token of a document that occurred in it before."""
    first = np.zeros(len(doc), dtype=bool)
    first[np.unique(doc, return_index=True)[1]] = True
    return content[doc] & ~first


def batches(docs, budget, seed, content):
    """Endless batches of about `budget` tokens from documents of similar length.

    A batch is (ids, target, recall): recall marks the targets that name somebody or something again."""
    rng = random.Random(seed)
    while True:
        order = list(range(len(docs)))
        rng.shuffle(order)
        out = []
        for i in range(0, len(order), 8192):
            part = sorted(order[i:i + 8192], key=lambda j: len(docs[j]))
            group, width = [], 0
            for j in part:
                w = (len(docs[j]) + 31) // 32 * 32
                if group and max(width, w) * (len(group) + 1) > budget:
                    out.append(group)
                    group, width = [], 0
                group.append(j)
                width = max(width, w)
            if group:
                out.append(group)
        rng.shuffle(out)
        for group in out:
            width = (max(len(docs[j]) for j in group) + 31) // 32 * 32
            ids = np.zeros((len(group), width + 1), dtype=np.int64)
            target = np.full((len(group), width), -100, dtype=np.int64)
            recall = np.zeros((len(group), width), dtype=np.float32)
            for r, j in enumerate(group):
                n = len(docs[j])
                recall[r, :n - 1] = recalled(docs[j], content)[1:]
                ids[r, :n] = docs[j]
                target[r, :n - 1] = docs[j][1:]
            yield torch.from_numpy(ids[:, :width]), torch.from_numpy(target), torch.from_numpy(recall)


def losses(model, ids, target):
    """Cross-entropy of every token, zero for padding."""
    logits = model(ids)
    return F.cross_entropy(logits.view(-1, logits.shape[-1]), target.view(-1), ignore_index=-100, reduction="none")


def main():
    """Runs the training."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--corpus", default="corpus.jsonl")
    p.add_argument("--tokenizer", default="tokenizer.json")
    p.add_argument("--out", default="run")
    p.add_argument("--steps", type=int, default=1800)
    p.add_argument("--warmup", type=int, default=40)
    p.add_argument("--decay", type=int, default=500, help="steps at the end of the run with a falling rate")
    p.add_argument("--tokens", type=int, default=4096, help="tokens per batch, padding included")
    p.add_argument("--muon-lr", type=float, default=5e-3, help="peak rate of the matrices")
    p.add_argument("--embed-lr", type=float, default=1.5e-2, help="peak rate of the embedding")
    p.add_argument("--norm-lr", type=float, default=2e-3, help="peak rate of the norms")
    p.add_argument("--recall-weight", type=float, default=2.0, help="extra weight of content words that occurred before")
    p.add_argument("--seed", type=int, default=7)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--resume", action="store_true")
    a = p.parse_args()
    torch.manual_seed(a.seed)
    torch.set_num_threads(a.threads)
    os.makedirs(a.out, exist_ok=True)
    cfg = Config()
    docs = load(a.corpus, a.tokenizer, cfg.context)
    held, docs = docs[:400], docs[400:]
    print(f"{len(docs)} documents, {sum(map(len, docs))} tokens", flush=True)
    model = Model(cfg)
    print(f"{sum(x.numel() for x in model.parameters())} parameters", flush=True)
    matrices = [x for n, x in model.named_parameters() if x.dim() == 2 and "embed" not in n]
    norms = [x for n, x in model.named_parameters() if x.dim() == 1]
    embed = [model.embed_tokens.weight]
    muon = torch.optim.Muon(matrices, lr=a.muon_lr, momentum=0.95, weight_decay=0.05, adjust_lr_fn="match_rms_adamw")
    adam = torch.optim.AdamW([{"params": embed, "peak": a.embed_lr}, {"params": norms, "peak": a.norm_lr}], betas=(0.9, 0.97), weight_decay=0.0)
    for g in muon.param_groups:
        g["peak"] = a.muon_lr
    content = content_tokens(a.tokenizer)
    stream = batches(docs, a.tokens, a.seed, content)
    test = [b for b, _ in zip(batches(held, a.tokens, 1, content), range(8))]
    first, path = 0, os.path.join(a.out, "checkpoint.pt")
    if a.resume:
        c = torch.load(path)
        model.load_state_dict(c["model"])
        muon.load_state_dict(c["muon"])
        adam.load_state_dict(c["adam"])
        first = c["step"]
        for _ in range(first):
            next(stream)
    seen, mean, start = 0, None, time.time()
    for step in range(first, a.steps):
        ids, target, recall = next(stream)
        rate = min(1.0, (step + 1) / a.warmup, (a.steps - step) / a.decay)
        for g in muon.param_groups + adam.param_groups:
            g["lr"] = g["peak"] * rate
        # Names and things mentioned again count more, so that the model soon learns to look them up
        # in its context; the extra weight falls with the learning rate.
        weight = 1.0 + a.recall_weight * rate * recall.view(-1)
        each, count = losses(model, ids, target), (target >= 0).sum()
        ((each * weight).sum() / (weight * (target.view(-1) >= 0)).sum()).backward()
        loss, again = each.detach().sum() / count, (each.detach() * recall.view(-1)).sum() / recall.sum()
        torch.nn.utils.clip_grad_norm_(embed + norms, 1.0)
        muon.step()
        adam.step()
        muon.zero_grad(set_to_none=True)
        adam.zero_grad(set_to_none=True)
        seen += int(count)
        now = np.array([loss.item(), again.item()])
        mean = now if mean is None else 0.9 * mean + 0.1 * now
        if (step + 1) % 10 == 0:
            print(f"step {step + 1} loss {mean[0]:.4f} recall {mean[1]:.4f} rate {rate:.3f} tokens {seen} per second {seen / (time.time() - start):.0f}", flush=True)
        if (step + 1) % 200 == 0 or step + 1 == a.steps:
            with torch.no_grad():
                value = sum(losses(model, ids, t).sum().item() for ids, t, _ in test) / sum((t >= 0).sum().item() for _, t, _ in test)
            print(f"step {step + 1} held-out loss {value:.4f} after {time.time() - start:.0f} s", flush=True)
        if (step + 1) % 50 == 0 or step + 1 == a.steps:
            torch.save({"model": model.state_dict(), "muon": muon.state_dict(), "adam": adam.state_dict(), "step": step + 1,
                        "config": cfg.to_dict()}, path + ".tmp")
            os.replace(path + ".tmp", path)


if __name__ == "__main__":
    main()
