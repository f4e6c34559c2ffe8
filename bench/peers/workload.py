"""What the drivers of Python peers share: reading a workload, timing it, the line they print."""
import argparse
import json
import time


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("model", help="the model as this engine reads it")
    parser.add_argument("workload", help="JSON Lines of id, prompt, max_new_tokens")
    parser.add_argument("--sequences", type=int, default=64, help="most that run at a time")
    parser.add_argument("--prefix-cache", action="store_true", help="reuse common prefixes")
    return parser.parse_args()


def read(path):
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row["prompt"] for row in rows], [row["max_new_tokens"] for row in rows]


def measure(engine, run, count_prompt_tokens, new_tokens):
    """Prints throughput as JSON; run() returns what count_prompt_tokens takes."""
    start = time.perf_counter()
    result = run()
    seconds = time.perf_counter() - start
    prompt_tokens = count_prompt_tokens(result)
    print(json.dumps({
        "engine": engine,
        "seconds": round(seconds, 3),
        "prompt_tokens": prompt_tokens,
        "new_tokens": new_tokens,
        "tokens_per_s": round((prompt_tokens + new_tokens) / seconds, 2),
        "new_tokens_per_s": round(new_tokens / seconds, 2),
    }))
