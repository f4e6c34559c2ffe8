"""A plain Llama decoder in PyTorch (RMSNorm, RoPE, grouped-query attention, SwiGLU, tied embeddings).

Parameter names follow the usual Llama checkpoint names, so that the export is a table of renames.
"""
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import nn


@dataclass
class Config:
    """The shape of the model."""
    vocab: int = 3072
    dim: int = 256
    layers: int = 5
    heads: int = 4
    kv_heads: int = 2
    ffn: int = 512
    context: int = 512
    rope_base: float = 10000.0
    eps: float = 1e-5

    def to_dict(self):
        """As a plain dictionary."""
        return asdict(self)


def rope_tables(cfg, length):
    """Cosine and sine tables of the half-split rotary embedding."""
    half = cfg.dim // cfg.heads // 2
    freq = cfg.rope_base ** (-torch.arange(half, dtype=torch.float32) / half)
    angle = torch.arange(length, dtype=torch.float32)[:, None] * freq[None, :]
    return angle.cos(), angle.sin()


def rotate(x, cos, sin):
    """Applies the rotary embedding to (batch, heads, time, head_dim)."""
    a, b = x.chunk(2, dim=-1)
    cos, sin = cos.to(x.dtype), sin.to(x.dtype)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), dim=-1)


class Attention(nn.Module):
    """Causal grouped-query attention."""

    def __init__(self, cfg):
        super().__init__()
        self.cfg, self.hd = cfg, cfg.dim // cfg.heads
        self.q_proj = nn.Linear(cfg.dim, cfg.dim, bias=False)
        self.k_proj = nn.Linear(cfg.dim, cfg.kv_heads * self.hd, bias=False)
        self.v_proj = nn.Linear(cfg.dim, cfg.kv_heads * self.hd, bias=False)
        self.o_proj = nn.Linear(cfg.dim, cfg.dim, bias=False)

    def forward(self, x, cos, sin):
        """Attention over x of (batch, time, dim)."""
        b, t, d = x.shape
        q = self.q_proj(x).view(b, t, -1, self.hd).transpose(1, 2)
        k = self.k_proj(x).view(b, t, -1, self.hd).transpose(1, 2)
        v = self.v_proj(x).view(b, t, -1, self.hd).transpose(1, 2)
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        rep = self.cfg.heads // self.cfg.kv_heads
        k, v = k.repeat_interleave(rep, 1), v.repeat_interleave(rep, 1)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.o_proj(y.transpose(1, 2).reshape(b, t, d))


class Mlp(nn.Module):
    """SwiGLU feed-forward."""

    def __init__(self, cfg):
        super().__init__()
        self.gate_proj = nn.Linear(cfg.dim, cfg.ffn, bias=False)
        self.up_proj = nn.Linear(cfg.dim, cfg.ffn, bias=False)
        self.down_proj = nn.Linear(cfg.ffn, cfg.dim, bias=False)

    def forward(self, x):
        """down(silu(gate) * up)."""
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    """One decoder layer."""

    def __init__(self, cfg):
        super().__init__()
        self.input_layernorm = nn.RMSNorm(cfg.dim, eps=cfg.eps)
        self.self_attn = Attention(cfg)
        self.post_attention_layernorm = nn.RMSNorm(cfg.dim, eps=cfg.eps)
        self.mlp = Mlp(cfg)

    def forward(self, x, cos, sin):
        """Residual attention and feed-forward."""
        x = x + self.self_attn(self.input_layernorm(x), cos, sin)
        return x + self.mlp(self.post_attention_layernorm(x))


class Model(nn.Module):
    """The decoder; `forward` returns logits."""

    def __init__(self, cfg):
        super().__init__()
        self.cfg = cfg
        self.embed_tokens = nn.Embedding(cfg.vocab, cfg.dim)
        self.layers = nn.ModuleList(Layer(cfg) for _ in range(cfg.layers))
        self.norm = nn.RMSNorm(cfg.dim, eps=cfg.eps)
        cos, sin = rope_tables(cfg, cfg.context)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self.reset()

    @torch.no_grad()
    def reset(self):
        """Sets the first weights so that copying from the context is easy to learn.

        The embeddings are as large as what the layers add to them, so that a token stays visible in
        the residual stream, and every value projection is undone by its output projection: whatever
        a head attends to, it adds to the stream as itself, and the tied output recognises it.
        """
        cfg, hd = self.cfg, self.cfg.dim // self.cfg.heads
        nn.init.normal_(self.embed_tokens.weight, std=1.0)
        nn.init.constant_(self.norm.weight, 0.02)
        for layer in self.layers:
            att, mlp = layer.self_attn, layer.mlp
            for w in (att.q_proj.weight, att.k_proj.weight, mlp.gate_proj.weight, mlp.up_proj.weight):
                nn.init.normal_(w, std=cfg.dim ** -0.5)
            nn.init.normal_(mlp.down_proj.weight, std=0.02)
            nn.init.orthogonal_(att.v_proj.weight)
            groups = att.v_proj.weight.view(cfg.kv_heads, hd, cfg.dim)
            heads = groups.repeat_interleave(cfg.heads // cfg.kv_heads, 0).reshape(cfg.heads * hd, cfg.dim)
            att.o_proj.weight.copy_(0.3 * heads.T)

    def forward(self, ids):
        """Logits of (batch, time, vocab)."""
        t = ids.shape[1]
        x = self.embed_tokens(ids)
        cos, sin = self.cos[:t], self.sin[:t]
        for layer in self.layers:
            x = layer(x, cos, sin)
        return F.linear(self.norm(x), self.embed_tokens.weight)
