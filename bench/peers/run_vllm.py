"""Measures vLLM's CPU build: greedy, end of sequence ignored, every request with its own length."""
import os

import workload

os.environ.setdefault("VLLM_CPU_KVCACHE_SPACE", "4")  # GiB
os.environ.setdefault("VLLM_LOGGING_LEVEL", "WARNING")
# left to itself it keeps a core free for its scheduler: slower by 42 % on two
os.environ.setdefault("VLLM_CPU_OMP_THREADS_BIND", f"0-{os.cpu_count() - 1}")


def best_type():
    """bfloat16 where the CPU multiplies it; elsewhere vLLM falls back to slow kernels for it."""
    with open("/proc/cpuinfo", encoding="ascii") as info:
        flags = info.read().split()
    return "bfloat16" if "avx512_bf16" in flags or "amx_bf16" in flags else "float32"


def main():
    import vllm

    options = workload.arguments(__doc__)
    prompts, lengths = workload.read(options.workload)
    engine = vllm.LLM(
        model=options.model,
        dtype=best_type(),
        max_model_len=2048,
        max_num_seqs=options.sequences,
        enable_prefix_caching=options.prefix_cache)
    greedy = [
        vllm.SamplingParams(temperature=0.0, max_tokens=length, ignore_eos=True)
        for length in lengths]
    warm_up = [" ".join(reversed(prompt.split()))[:200] for prompt in prompts[:8]]
    engine.generate(warm_up, greedy[:len(warm_up)], use_tqdm=False)
    workload.measure(
        f"vLLM {vllm.__version__} {best_type()}",
        lambda: engine.generate(prompts, greedy, use_tqdm=False),
        lambda results: sum(len(result.prompt_token_ids) for result in results),
        sum(lengths))


if __name__ == "__main__":  # vLLM starts processes that import this file
    main()
