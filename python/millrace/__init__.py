"""Completes the prompts of a Spark DataFrame with Millrace.

    import millrace

    spark = millrace.session()
    prompts = spark.createDataFrame([("a", "Once upon a time")], "id string, prompt string")
    completions = millrace.generate(prompts, sampling={"temperature": 0.7})

Generation runs in Spark, in Java; Python only asks for it.
"""

from millrace._errors import MillraceError
from millrace._generate import generate
from millrace._session import jar, session

__all__ = ["MillraceError", "generate", "jar", "session"]
