"""What goes wrong, as one line."""

from __future__ import annotations

from typing import Any


class MillraceError(Exception):
    """Something that the caller can act on; the message is one line that names it."""


def from_java(error: Any) -> MillraceError:
    """The error behind a ``Py4JJavaError``: Millrace's own message, however deep it is wrapped."""
    thrown = error.java_exception
    own = thrown
    while own is not None and not own.getClass().getName().startswith("millrace."):
        own = own.getCause()
    message = (own or thrown).getMessage() or thrown.toString()
    return MillraceError(message.splitlines()[0])
