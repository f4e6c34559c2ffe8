"""Reads a dataset of synthesize as its users would, and prints what it found as JSON.

    python check_dataset.py FOLDER

Fails where pandas, pyarrow and Hugging Face datasets do not agree with each other.
"""
import json
import os
import sys
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HOME"] = tempfile.mkdtemp(prefix="check-dataset-")

import datasets  # noqa: E402 (reads the environment)
import pandas as pd  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402


def check_chat(folder, split, rows):
    """The conversations of a split, by pandas, by the file itself and by its folder."""
    path = os.path.join(folder, "chat", split + ".jsonl")
    if not os.path.exists(path):
        return None
    lines = pd.read_json(path, lines=True)
    by_file = datasets.load_dataset("json", data_files=path, split="train")
    by_folder = datasets.load_dataset(os.path.join(folder, "chat"), split=split)
    assert len(lines) == len(by_file) == len(by_folder) == rows, (split, len(lines), rows)
    assert list(lines.columns) == by_file.column_names == by_folder.column_names == ["messages"]
    for one, other, third in zip(lines["messages"], by_file["messages"], by_folder["messages"]):
        assert one == other == third
        assert all(set(m) == {"role", "content"} and m["content"] for m in one)
    return by_file[0]["messages"]


def check_split(folder, split):
    """The rows of a split, by every reader."""
    data = os.path.join(folder, "data", split)
    frame = pd.read_parquet(data)
    assert pq.read_table(data).num_rows == len(frame)
    loaded = datasets.load_dataset(folder, split=split)
    assert loaded.column_names == list(frame.columns)
    assert loaded["id"][:] == list(frame["id"])
    return {
        "rows": len(frame),
        "columns": list(frame.columns),
        "first": frame["id"].iloc[0],
        "chat": check_chat(folder, split, len(frame)),
    }


def main():
    """Prints what the readers found."""
    folder = sys.argv[1]
    splits = sorted(os.listdir(os.path.join(folder, "data")))
    assert sorted(datasets.load_dataset(folder)) == splits
    print(json.dumps({split: check_split(folder, split) for split in splits}))


if __name__ == "__main__":
    main()
