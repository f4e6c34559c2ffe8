"""Writes the Parquet fixtures of the datasets tests with the writers that users have.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install pyarrow pandas
    /tmp/venv/bin/python datasets/src/test/python/make_fixtures.py

The tests state the expected values again, by hand, from what stands here.
Last run with pyarrow 26.0.1 and pandas 3.1.1.
"""

import datetime
import decimal
import pathlib

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = pathlib.Path(__file__).parent.parent / "resources" / "fixtures"
MESSAGE = pa.struct([("role", pa.string()), ("content", pa.string())])


def write(name, columns, **options):
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    table = columns if isinstance(columns, pa.Table) else pa.table(columns)
    pq.write_table(table, path, **options)


def texts():
    prompts = ["Once upon a time", "Grüße, 世界 🌊", None, "", "line\nbreak"]
    write(
        "text-pyarrow.parquet",
        {
            "id": ["a", "b", "c", "d", None],
            "prompt": prompts,
            "lang": ["en", "de", None, "en", "en"],
        },
    )
    frame = pd.DataFrame(
        {
            "id": [10, -20, 30],
            "prompt": ["one", "two", "three"],
            "score": [0.5, None, 1.5],
            "nothing": [None, None, None],
            "topic": pd.Categorical(["x", "y", "x"]),
        }
    )
    frame.to_parquet(FOLDER / "text-pandas.parquet", index=False)
    write("text-without-id.parquet", {"prompt": ["p0", "p1", "p2"]})
    write(
        "text-groups.parquet",
        {"id": pa.array(range(100, 125), pa.int32()), "prompt": [f"prompt {i}" for i in range(25)]},
        row_group_size=7,
        compression="zstd",
    )
    write(
        "text-groups-gzip-v2.parquet",
        {"id": pa.array(range(100, 125), pa.int32()), "prompt": [f"prompt {i}" for i in range(25)]},
        row_group_size=7,
        compression="gzip",
        data_page_version="2.0",
        write_page_checksum=True,
    )
    write(
        "id-unsigned.parquet",
        {"id": pa.array([1, 2**64 - 1], pa.uint64()), "prompt": ["small", "large"]},
    )


def messages():
    turns = [
        [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}],
        [{"role": "user", "content": ""}],
        [],
        None,
        [{"role": "user", "content": None}],
        [{"role": None, "content": "x"}],
        [None],
    ]
    table = pa.table({"messages": pa.array(turns, pa.list_(MESSAGE))})
    write("messages-element.parquet", table)
    write("messages-item.parquet", table, use_compliant_nested_type=False)
    wide = pa.struct([("name", pa.string()), ("content", pa.string()), ("role", pa.string())])
    turns = [[{"name": "Ann", "role": "user", "content": "Hello"}]]
    write("messages-extra-field.parquet", {"messages": pa.array(turns, pa.large_list(wide))})
    write("messages-of-strings.parquet", {"messages": pa.array([["a", "b"]])})


def token_ids():
    ids = [[1, 2, 3], [], None, [7, None], [5, -1], [2**31 - 1], [2**31]]
    write("token-ids-int64.parquet", {"prompt_token_ids": pa.array(ids, pa.list_(pa.int64()))})
    write("token-ids-int32.parquet", {"prompt_token_ids": pa.array(ids[:5], pa.list_(pa.int32()))})


def sampling():
    fields = pa.struct(
        [
            ("temperature", pa.float64()),
            ("top_p", pa.decimal128(3, 2)),
            ("min_p", pa.float32()),
            ("top_k", pa.float64()),
            ("max_new_tokens", pa.int64()),
            ("seed", pa.uint64()),
            ("n", pa.int8()),
            ("ignore_eos", pa.bool_()),
            ("stop", pa.list_(pa.string())),
            ("bad_words", pa.string()),
            ("stop_token_ids", pa.list_(pa.int32())),
            ("logit_bias", pa.map_(pa.int32(), pa.float64())),
            ("presence_penalty", pa.null()),
        ]
    )
    full = {
        "temperature": 0.7,
        "top_p": decimal.Decimal("0.95"),
        "min_p": 0.25,
        "top_k": 40.0,
        "max_new_tokens": 16,
        "seed": 2**64 - 1,
        "n": 3,
        "ignore_eos": True,
        "stop": ["\n", "END"],
        "bad_words": "darn",
        "stop_token_ids": [2, 3],
        "logit_bias": [(5, -100.0), (6, 1.5)],
    }
    rows = [
        full,
        None,
        {"temperature": 0.0},
        {},
        {"top_k": 1.5},
        {"stop": ["a", None]},
        {"temperature": float("nan")},
    ]
    write(
        "sampling.parquet",
        {"prompt": ["p"] * len(rows), "sampling": pa.array(rows, fields)},
    )
    write("sampling-all-null.parquet", {"prompt": ["p"], "sampling": pa.nulls(1)})
    wrong = pa.array([{"top_p": 0.5, "temperature": "hot"}])
    write("sampling-wrong-type.parquet", {"prompt": ["p"], "sampling": wrong})
    write("sampling-unknown.parquet", {"prompt": ["p"], "sampling": pa.array([{"temprature": 1.0}])})
    write("sampling-no-struct.parquet", {"prompt": ["p"], "sampling": pa.array([0.5])})


def nested():
    utc = datetime.timezone.utc
    instant = datetime.datetime(2024, 2, 29, 12, 30, 15, 123456, tzinfo=utc)
    inner = pa.struct([("a", pa.int16()), ("b", pa.list_(pa.string()))])
    columns = {
        "id": pa.array(["r0", "r1", "r2"]),
        "prompt": pa.array(["zero", "one", "two"]),
        "counts": pa.array([[("x", 1), ("y", None)], [], None], pa.map_(pa.string(), pa.int64())),
        "price": pa.array([decimal.Decimal("12345678901234.5678"), None, decimal.Decimal("-0.0001")],
                          pa.decimal128(20, 4)),
        "small_price": pa.array([decimal.Decimal("1.25"), None, decimal.Decimal("-9.99")],
                                pa.decimal128(5, 2)),
        "at_us": pa.array([instant, None, instant], pa.timestamp("us", "UTC")),
        "at_ns": pa.array([1_700_000_000_123_456_789, None, -1], pa.timestamp("ns")),
        "day": pa.array([datetime.date(2024, 2, 29), None, datetime.date(1900, 1, 1)]),
        "clock": pa.array([datetime.time(23, 59, 59, 999999), None, datetime.time(0)], pa.time64("us")),
        "parts": pa.array([[{"a": 1, "b": ["u", None]}, None, {"a": None, "b": []}], [], None],
                          pa.list_(inner)),
        "matrix": pa.array([[[1, 2], []], [None, [3]], None], pa.list_(pa.list_(pa.int32()))),
        "byte": pa.array([-128, None, 127], pa.int8()),
        "word": pa.array([65535, None, 0], pa.uint16()),
        "half": pa.array([1.5, None, -0.25], pa.float16()),
        "single": pa.array([0.1, None, float("inf")], pa.float32()),
        "double": pa.array([0.1, None, float("nan")], pa.float64()),
        "flag": pa.array([True, None, False]),
        "blob": pa.array([b"\x00\xff\xfe", None, b""], pa.binary()),
        "quad": pa.array([b"abcd", None, b"\x00\x01\x02\x03"], pa.binary(4)),
        "kind": pa.array(["red", None, "red"]).dictionary_encode(),
        "long_text": pa.array(["wide", None, "w"], pa.large_string()),
        "nothing": pa.nulls(3),
        "deep": pa.array([{"x": {"y": [{"z": 1}]}}, {"x": None}, None]),
        "a column, with spaces": pa.array([1, 2, 3]),
    }
    write("nested.parquet", columns)
    stamps = pa.array([1_700_000_000_000_000_000, None], pa.timestamp("ns"))
    write(
        "nested-int96.parquet",
        {"prompt": ["a", "b"], "at": stamps},
        use_deprecated_int96_timestamps=True,
    )


def invalid_utf8():
    data = b"good" + b"caf\xe9!" + b"\xed\xa0\x80" + b"fine"
    offsets = pa.array([0, 4, 9, 12, 16], pa.int32()).buffers()[1]
    broken = pa.StringArray.from_buffers(4, offsets, pa.py_buffer(data))
    write("invalid-utf8.parquet", {"prompt": broken, "copy": broken}, write_statistics=False)
    write("invalid-utf8-id.parquet", {"id": broken, "prompt": ["w", "x", "y", "z"]})
    turns = pa.ListArray.from_arrays(
        pa.array([0, 1, 2, 3, 4], pa.int32()),
        pa.StructArray.from_arrays([pa.array(["user"] * 4), broken], ["role", "content"]),
    )
    write("invalid-utf8-messages.parquet", {"messages": turns})


def refused():
    write("missing-prompt.parquet", {"ident": ["a"], "promt": ["p"]})
    write("nothing-near.parquet", {"x": ["a"], "y": ["p"]})
    write("two-prompts.parquet",
          {"prompt": ["p"], "messages": pa.array([[{"role": "user", "content": "Hi"}]])})
    write("prompt-is-number.parquet", {"prompt": [1.5]})
    write("id-is-list.parquet", {"id": [["a"]], "prompt": ["p"]})
    write("colliding.parquet", {"prompt": ["p"], "seed": [1]})
    write("colliding-case.parquet", {"prompt": ["p"], "Stop_Reason": ["x"]})
    write("mixed-type/a.parquet", {"prompt": ["p"], "lang": ["en"]})
    write("mixed-type/b.parquet", {"prompt": ["p"], "lang": [7]})
    write("mixed-columns/a.parquet", {"prompt": ["p"], "lang": ["en"]})
    write("mixed-columns/b.parquet", {"prompt": ["p"]})
    write("mixed-order/a.parquet", {"prompt": ["p"], "lang": ["en"]})
    write("mixed-order/b.parquet", {"lang": ["de"], "prompt": ["q"]})


if __name__ == "__main__":
    for make in (texts, messages, token_ids, sampling, nested, invalid_utf8, refused):
        make()
