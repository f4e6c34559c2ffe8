"""Spark sessions that can run Millrace."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from millrace._errors import MillraceError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_JAR = "jobs/target/millrace-jobs-*-spark.jar"
_JVM_OPTIONS = "--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED"


def jar() -> str:
    """The path of Millrace's jar for Spark.

    The environment variable ``MILLRACE_JAR`` names it; else it is looked for in Millrace's tree,
    above this package and above the working directory.

    Raises:
        MillraceError: where there is none.
    """
    named = os.environ.get("MILLRACE_JAR")
    if named:
        if not Path(named).is_file():
            raise MillraceError(f"Cannot find Millrace's jar: MILLRACE_JAR, {named}, no such file")
        return named
    for start in (Path(__file__).resolve(), Path.cwd() / "here"):
        for folder in start.parents:
            found = sorted(folder.glob(_JAR))
            if found:
                return str(found[-1])
    raise MillraceError(
        "Cannot find Millrace's jar: MILLRACE_JAR, not set, expected the path of "
        "millrace-jobs-VERSION-spark.jar, which ./mvnw -DskipTests package builds"
    )


def session(
    app_name: str = "millrace",
    master: str | None = None,
    conf: Mapping[str, str] | None = None,
) -> SparkSession:
    """Starts a Spark session with Millrace's jar and the JVM options that it needs.

    Args:
        app_name: how Spark shows the session.
        master: for example ``local[*]``; else what Spark is configured with.
        conf: further settings of Spark, for example ``{"spark.driver.memory": "8g"}``.

    Raises:
        MillraceError: where the jar is missing, or a session without it is running.
    """
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName(app_name)
    if master is not None:
        builder = builder.master(master)
    for key, value in _configuration(dict(conf or {})).items():
        builder = builder.config(key, value)
    with _one_thread_for_openmp():
        started = builder.getOrCreate()
    require_millrace(started)
    return started


def _configuration(conf: dict[str, str]) -> dict[str, str]:
    """What the user says, and what Millrace needs beside it."""
    jars = [jar(), *filter(None, conf.get("spark.jars", "").split(","))]
    conf["spark.jars"] = ",".join(jars)
    for process in ("driver", "executor"):
        key = f"spark.{process}.extraJavaOptions"
        conf[key] = f"{conf.get(key, '')} {_JVM_OPTIONS}".strip()
    conf.setdefault("spark.executorEnv.OMP_NUM_THREADS", "1")
    return conf


@contextmanager
def _one_thread_for_openmp() -> Iterator[None]:
    """For the JVM that is started meanwhile: the engine brings its own threads."""
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        yield
    finally:
        if before is None:
            del os.environ["OMP_NUM_THREADS"]


def require_millrace(spark: SparkSession) -> None:
    """Raises a MillraceError where the session does not have Millrace's jar."""
    from py4j.java_gateway import JavaClass

    if not hasattr(spark, "_jvm"):
        raise MillraceError("Cannot generate: the session is one of Spark Connect, expected a classic one")
    if not isinstance(spark._jvm.millrace.jobs.api.Generation, JavaClass):
        raise MillraceError(
            "Cannot generate: the session lacks Millrace's jar, start it with millrace.session() "
            "or with spark.jars=" + _jar_or_its_name()
        )


def _jar_or_its_name() -> str:
    try:
        return jar()
    except MillraceError:
        return "millrace-jobs-VERSION-spark.jar"
