"""Measures OpenVINO GenAI: greedy, end of sequence ignored, every request with its own length."""
import openvino_genai as genai

import workload

options = workload.arguments(__doc__)
prompts, lengths = workload.read(options.workload)

scheduler = genai.SchedulerConfig()
scheduler.cache_size = 4  # GiB
scheduler.max_num_batched_tokens = 2048
scheduler.max_num_seqs = options.sequences
scheduler.enable_prefix_caching = options.prefix_cache
pipeline = genai.ContinuousBatchingPipeline(options.model, scheduler, "CPU")


def greedy(length):
    config = genai.GenerationConfig(max_new_tokens=length, ignore_eos=True, do_sample=False)
    config.apply_chat_template = False
    return config


warm_up = [" ".join(reversed(prompt.split()))[:200] for prompt in prompts[:8]]
pipeline.generate(warm_up, [greedy(8)] * len(warm_up))
tokenizer = pipeline.get_tokenizer()
workload.measure(
    "OpenVINO GenAI " + genai.__version__.split("-")[0],
    lambda: pipeline.generate(prompts, [greedy(length) for length in lengths]),
    lambda results: sum(tokenizer.encode(prompt).input_ids.shape[1] for prompt in prompts),
    sum(lengths))
