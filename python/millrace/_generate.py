"""Generation from a DataFrame to a DataFrame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from millrace._errors import from_java
from millrace._session import require_millrace

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def generate(
    df: DataFrame,
    *,
    prompt: str | None = None,
    id: str | None = None,
    keep: Sequence[str] | None = None,
    model: str = "embedded",
    sampling: Mapping[str, Any] | None = None,
    output: str | None = None,
    overwrite: bool = False,
    settings: Mapping[str, Any] | None = None,
) -> DataFrame:
    """Completes the prompts of a DataFrame, in its session, and waits for it.

    The rows are written once, and the result reads them: no action on it generates again.

    Args:
        df: the prompts. A column ``sampling``, a struct, sets sampling fields by row.
        prompt: column of the prompts, strings, conversations (lists of ``role`` and ``content``)
            or lists of token ids; else ``prompt``, ``messages`` or ``prompt_token_ids``.
        id: column of the ids, from which seeds derive; else ``id``, else the rows are numbered.
        keep: columns to pass through; else all others.
        model: a .gguf file or a model directory on the driver, ``hf:OWNER/NAME[/FILE]``, or
            ``embedded``.
        sampling: sampling fields of all rows, for example ``{"temperature": 0.7, "n": 2}``.
        output: a folder for the rows, on a file system that all hosts of the session reach. The
            same call again goes on with what it holds. Else the rows go with the session.
        overwrite: replaces what ``output`` holds.
        settings: further settings, for example ``{"engine.compute": "int8"}``; the keys are those
            of ``./millrace generate --help-settings``.

    Returns:
        A row for each prompt and sample: ``id``, ``sample_index``, ``completion``, counts, stop
        reason, ``error``, then the columns passed through; in no particular order.

    Raises:
        MillraceError: when settings, columns, model or folder are wrong, or generation cannot go
            on. A row that cannot be completed raises nothing; its ``error`` says why.
    """
    from py4j.protocol import Py4JJavaError
    from pyspark.sql import DataFrame

    spark = df.sparkSession
    require_millrace(spark)
    try:
        generation = spark._jvm.millrace.jobs.api.Generation.of(model)
        for key, value in (settings or {}).items():
            generation = generation.set(key, value)
        for key, value in (sampling or {}).items():
            generation = generation.set(f"sampling.{key}", value)
        if prompt is not None:
            generation = generation.prompt(prompt)
        if id is not None:
            generation = generation.id(id)
        if keep is not None:
            generation = generation.keep(_strings(spark, keep))
        if output is not None:
            generation = generation.output(output)
        if overwrite:
            generation = generation.overwrite()
        return DataFrame(generation.apply(df._jdf), spark)
    except Py4JJavaError as error:
        raise from_java(error) from error


def _strings(spark: Any, values: Sequence[str]) -> Any:
    gateway = spark.sparkContext._gateway
    array = gateway.new_array(gateway.jvm.java.lang.String, len(values))
    for index, value in enumerate(values):
        array[index] = value
    return array
