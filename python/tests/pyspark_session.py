"""Uses the module as people do, in a PySpark session: pyspark_session.py FOLDER MODEL."""

import sys
from pathlib import Path

import millrace
from pyspark import SparkContext
from pyspark.sql import DataFrame, Row, SparkSession

folder, model = Path(sys.argv[1]), sys.argv[2]


def refused(words: str, *arguments, **named) -> None:
    try:
        millrace.generate(*arguments, **named)
    except millrace.MillraceError as error:
        assert words in str(error), error
        assert "\n" not in str(error)
        return
    raise AssertionError(f"not refused: {words}")


bare = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
refused("lacks Millrace's jar", bare.createDataFrame([("x",)], "prompt string"))
# Python keeps one JVM: a new class path needs a new one.
gateway = bare.sparkContext._gateway
bare.stop()
gateway.shutdown()
SparkContext._gateway = SparkContext._jvm = None

conf = {"spark.ui.enabled": "false", "spark.driver.host": "localhost", "spark.driver.memory": "1g"}
spark = millrace.session("python-test", "local[2]", conf)
settings = {"progress.mode": "none", "job.unit_rows": 4}

prompts = spark.createDataFrame(
    [Row(name=f"row-{i}", text=f"Once upon a time {i}", topic=i % 3) for i in range(10)]
)
output = str(folder / "out")
completions: DataFrame = millrace.generate(
    prompts,
    prompt="text",
    id="name",
    model=model,
    sampling={"temperature": 0.7, "max_new_tokens": 8, "n": 2, "stop": ["zzz"]},
    output=output,
    settings=settings,
)
rows = completions.sort("id", "sample_index").collect()
assert len(rows) == 20 and completions.filter("error is null").count() == 20
assert rows[0].id == "row-0" and rows[0].topic == 0 and rows[0].completion
assert completions.columns[:3] == ["id", "sample_index", "completion"]
assert completions.columns[-1] == "topic"

# The same again reads what is there.
changed = (Path(output) / "completions" / "_SUCCESS").stat().st_mtime_ns
again = millrace.generate(
    prompts,
    prompt="text",
    id="name",
    model=model,
    sampling={"temperature": 0.7, "max_new_tokens": 8, "n": 2, "stop": ["zzz"]},
    output=output,
    settings=settings,
)
assert again.sort("id", "sample_index").collect() == rows
assert (Path(output) / "completions" / "_SUCCESS").stat().st_mtime_ns == changed

# Conversations as Python writes them, dictionaries, with sampling by row and a part of the columns.
talks = spark.createDataFrame(
    [
        ([{"role": "user", "content": "Tell me a tale"}], Row(max_new_tokens=3), 1, 2),
        ([{"role": "user", "content": "And another one"}], Row(max_new_tokens=4), 3, 4),
    ],
    "messages array<map<string,string>>, sampling struct<max_new_tokens:int>, a int, b int",
)
told = millrace.generate(talks, model=model, keep=["b"], settings=settings).sort("id").collect()
assert [row.id for row in told] == [0, 1] and [row.b for row in told] == [2, 4]
assert [row.completion_tokens for row in told] == [3, 4] and "a" not in told[0]

refused("sampling.top_p", prompts, prompt="text", model=model, sampling={"top_p": 7})
refused("column nothing, missing", prompts, prompt="nothing", model=model)
refused("no such file", prompts, prompt="text", model="/nowhere.gguf")
refused("Cannot resume", prompts.limit(3), prompt="text", id="name", model=model, output=output)

spark.stop()
print("the session is over")
