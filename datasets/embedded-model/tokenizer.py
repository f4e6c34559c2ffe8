"""Trains the byte-level BPE tokenizer (GPT-2 splitting) on the corpus.

    python tokenizer.py --corpus corpus.jsonl --out tokenizer.json --vocab 3072

The three specials take ids 0 to 2, and all 256 bytes are in the alphabet, so that any text has a
token sequence.
"""
import argparse
import json

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]


def texts(path, every):
    """Every n-th document without its special tokens."""
    with open(path, encoding="utf-8") as f:
        for i, line in enumerate(f):
            if i % every == 0:
                text = json.loads(line)["t"]
                for special in SPECIALS:
                    text = text.replace(special, "")
                yield text


def main():
    """Trains and saves the tokenizer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", default="corpus.jsonl")
    parser.add_argument("--out", default="tokenizer.json")
    parser.add_argument("--vocab", type=int, default=3072)
    args = parser.parse_args()
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tok.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=args.vocab, special_tokens=SPECIALS, show_progress=False,
                                  initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()))
    tok.train_from_iterator(texts(args.corpus, 3), trainer)
    tok.save(args.out)
    print(f"{tok.get_vocab_size()} tokens")


if __name__ == "__main__":
    main()
