"""The sentences of wording.j2, as functions. Plain text goes out: channels escape it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined


@cache
def _sentences() -> Any:
    loader = FileSystemLoader(Path(__file__).parent)
    # Not HTML: what these sentences become is decided by the channel that shows them.
    environment = Environment(loader=loader, undefined=StrictUndefined, autoescape=False)  # noqa: S701
    return environment.get_template("wording.j2").module


def say(sentence: str, *arguments: object) -> str:
    """One macro of wording.j2, rendered."""
    return str(getattr(_sentences(), sentence)(*arguments)).strip()
