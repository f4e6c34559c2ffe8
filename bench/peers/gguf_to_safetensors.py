"""Writes a GGUF model as a folder of bfloat16 safetensors: gguf_to_safetensors.py FILE.gguf FOLDER"""
import os
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

source, target = sys.argv[1:3]
folder, file = os.path.split(os.path.abspath(source))
dequantized = AutoModelForCausalLM.from_pretrained(folder, gguf_file=file, dtype=torch.float32)
config = dequantized.config
if hasattr(config, "quantization_config"):  # a model that was quantized cannot be saved
    del config.quantization_config
config.dtype = torch.bfloat16
model = AutoModelForCausalLM.from_config(config).to(torch.bfloat16)
model.load_state_dict(dequantized.state_dict())
model.save_pretrained(target)
AutoTokenizer.from_pretrained(folder, gguf_file=file).save_pretrained(target)
