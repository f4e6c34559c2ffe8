"""Holds the files of a batch to the types of OpenAI's Python package: openai_types.py FOLDER."""

import sys
from pathlib import Path
from typing import Any

import openai
from openai.types import BatchError, Completion
from openai.types.chat import ChatCompletion
from pydantic import BaseModel, ConfigDict, TypeAdapter


class Response(BaseModel):
    """The envelope, as OpenAI's reference of the Batch API describes it; the package has none."""

    model_config = ConfigDict(extra="forbid", strict=True)
    status_code: int
    request_id: str
    body: dict[str, Any]


class Line(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    id: str
    custom_id: str | None
    response: Response | None
    error: dict[str, Any] | None


def without_surplus(value: Any, where: str) -> None:
    """The package's types keep fields that they do not know; there must be none."""
    if isinstance(value, BaseModel):
        assert not value.model_extra, (where, value.model_extra)
        for name in type(value).model_fields:
            without_surplus(getattr(value, name), f"{where}.{name}")
    elif isinstance(value, list):
        for item in value:
            without_surplus(item, f"{where}[]")


def validated(kind: type[BaseModel], value: dict[str, Any]) -> Any:
    checked = TypeAdapter(kind).validate_python(value, strict=True)
    without_surplus(checked, kind.__name__)
    # Nothing was dropped or changed on the way.
    assert checked.model_dump(mode="json", exclude_unset=True) == value, value
    return checked


def main(folder: Path) -> None:
    kinds = {"chat.completion": ChatCompletion, "text_completion": Completion}
    counts = {name: 0 for name in kinds}
    ids = set()
    for text in (folder / "output.jsonl").read_text(encoding="utf-8").splitlines():
        line = Line.model_validate_json(text)
        assert line.error is None and line.response is not None and line.custom_id
        assert line.response.status_code == 200
        body = validated(kinds[line.response.body["object"]], line.response.body)
        assert [choice.index for choice in body.choices] == list(range(len(body.choices)))
        usage = body.usage
        assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
        counts[body.object] += 1
        ids.add(line.id)
    assert all(counts.values()), counts
    assert len(ids) == sum(counts.values())
    errors = (folder / "errors.jsonl").read_text(encoding="utf-8").splitlines()
    for text in errors:
        line = Line.model_validate_json(text)
        assert line.response is None and line.error is not None
        error = validated(BatchError, line.error)
        assert error.code and error.message and error.line
    assert errors
    print(f"openai {openai.__version__}: {counts}, {len(errors)} errors")


main(Path(sys.argv[1]))
