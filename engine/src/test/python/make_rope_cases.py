"""Writes rope-cases.json: inverse frequencies and attention factors by transformers, for Java tests.

Run: python make_rope_cases.py > ../resources/millrace/engine/model/family/rope-cases.json
Needs: transformers (5.23.0 was used) and torch.
"""
import json

import torch
import transformers
from transformers import LlamaConfig, Phi3Config
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

CASES = [
    ("linear", {"rope_type": "linear", "factor": 4.0}, 64, 10000.0, 2048),
    ("llama3", {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                "original_max_position_embeddings": 8192}, 128, 500000.0, 131072),
    ("llama3", {"rope_type": "llama3", "factor": 32.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                "original_max_position_embeddings": 8192}, 64, 500000.0, 131072),
    ("yarn", {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}, 128, 1000000.0, 131072),
    ("yarn", {"rope_type": "yarn", "factor": 8.0, "original_max_position_embeddings": 4096,
              "beta_fast": 16.0, "beta_slow": 2.0}, 64, 10000.0, 32768),
    ("yarn", {"rope_type": "yarn", "factor": 2.0, "original_max_position_embeddings": 2048,
              "attention_factor": 1.25}, 24, 10000.0, 4096),
    ("longrope", {"rope_type": "longrope", "long_factor": [1.0 + 0.5 * i for i in range(16)],
                  "short_factor": [1.0 + 0.01 * i for i in range(16)],
                  "original_max_position_embeddings": 4096}, 32, 10000.0, 131072),
]


def run(kind, parameters, dim, theta, context):
    parameters = dict(parameters, rope_theta=theta)
    cls = Phi3Config if kind == "longrope" else LlamaConfig
    extra = {"original_max_position_embeddings": 4096} if kind == "longrope" else {}
    config = cls(hidden_size=4 * dim, num_attention_heads=4, num_key_value_heads=4, num_hidden_layers=2,
                 intermediate_size=64, vocab_size=512, max_position_embeddings=context,
                 pad_token_id=0, rope_parameters=parameters, **extra)
    results = {}
    for label, length in (("short", 16), ("long", context)):
        inverse, factor = ROPE_INIT_FUNCTIONS[kind](config, torch.device("cpu"), seq_len=length)
        results[label] = {"inverse": [float(x) for x in inverse], "attention_factor": float(factor)}
    return {"type": kind, "parameters": parameters, "dim": dim, "theta": theta, "context": context, **results}


print(json.dumps({"oracle": "transformers " + transformers.__version__, "cases": [run(*c) for c in CASES]}, indent=1))
