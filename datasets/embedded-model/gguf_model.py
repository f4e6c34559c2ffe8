"""Reads the exported GGUF file back into the PyTorch model (dequantized float32) and its tokenizer."""
import gguf
import numpy as np
import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from export_gguf import NAMES
from model import Config, Model


def value(reader, key):
    """A metadata value as a Python object."""
    return reader.fields[key].contents()


def halves(w, heads):
    """The inverse of `export_gguf.interleave`."""
    rows, cols = w.shape
    return w.reshape(heads, rows // heads // 2, 2, cols).swapaxes(1, 2).reshape(rows, cols)


def load(path):
    """The model with dequantized weights, and the tokenizer built from the file's own metadata."""
    r = gguf.GGUFReader(path)
    cfg = Config(vocab=value(r, "llama.vocab_size"), dim=value(r, "llama.embedding_length"), layers=value(r, "llama.block_count"),
                 heads=value(r, "llama.attention.head_count"), kv_heads=value(r, "llama.attention.head_count_kv"),
                 ffn=value(r, "llama.feed_forward_length"), context=value(r, "llama.context_length"),
                 rope_base=value(r, "llama.rope.freq_base"), eps=value(r, "llama.attention.layer_norm_rms_epsilon"))
    back = {v: k for k, v in NAMES.items()}
    state = {}
    for t in r.tensors:
        w = gguf.quants.dequantize(t.data, t.tensor_type).astype(np.float32)
        if t.name == "token_embd.weight":
            name = "embed_tokens.weight"
        elif t.name == "output_norm.weight":
            name = "norm.weight"
        else:
            _, index, part, _ = t.name.split(".")
            if part in ("attn_q", "attn_k"):
                w = halves(w, cfg.heads if part == "attn_q" else cfg.kv_heads)
            name = f"layers.{index}.{back[part]}.weight"
        state[name] = torch.from_numpy(np.ascontiguousarray(w))
    model = Model(cfg)
    model.load_state_dict(state)
    model.eval()
    tokens = value(r, "tokenizer.ggml.tokens")
    types = value(r, "tokenizer.ggml.token_type")
    merges = [tuple(m.split(" ")) for m in value(r, "tokenizer.ggml.merges")]
    tok = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=merges))
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tok.decoder = decoders.ByteLevel()
    tok.add_special_tokens([AddedToken(t, special=True) for t, k in zip(tokens, types) if k == gguf.TokenType.CONTROL])
    return model, tok


def chat_text(messages):
    """The prompt of a chat in the ChatML form of the file's template."""
    return "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages) + "<|im_start|>assistant\n"
