"""Checks requests against the machine-readable Bot API: names, required fields, types."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

SPEC_FILE = Path(__file__).parents[3] / "shared" / "telegram-bot-api.json"
ABSENT = "../shared/telegram-bot-api.json is absent: requests are checked against the coded limits only"

_SIMPLE: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "Integer": (int,),
    "Float": (int, float),
    "Boolean": (bool,),
    "True": (bool,),
}


@cache
def load() -> dict[str, Any] | None:
    """The specification; None where the file is absent, which is an error in CI."""
    if SPEC_FILE.exists():
        spec: dict[str, Any] = json.loads(SPEC_FILE.read_text(encoding="utf-8"))
        spec["methods"] = {
            name.lower(): {field["name"]: field for field in method.get("fields", [])}
            for name, method in spec["methods"].items()
        }
        return spec
    if os.environ.get("CI") == "true":
        raise RuntimeError(ABSENT)
    return None


def problems(method: str, given: Mapping[str, str], files: Mapping[str, object]) -> list[str]:
    """What is wrong with a request, one line each; nothing where it is right, or where there is no specification."""
    spec = load()
    if spec is None:
        return []
    fields = spec["methods"].get(method.lower())
    if fields is None:
        return [f"{method}: no such method"]
    found = [f"{method}: no parameter {name}" for name in given if name not in fields]
    for name, field in fields.items():
        if name in given:
            if not any(_fits_text(given[name], kind, files) for kind in field["types"]):
                found.append(f"{method}: {name} is no {' or '.join(field['types'])}: {given[name][:80]}")
        elif field["required"] and name not in files:
            found.append(f"{method}: {name} is missing")
    return found


def _fits_text(text: str, kind: str, files: Mapping[str, object]) -> bool:
    """Whether a parameter, which is always text on the wire, is one of `kind`."""
    if kind == "String":
        return True
    if kind == "InputFile":
        return text.removeprefix("attach://") in files
    return _fits_json(text, kind)


@lru_cache(2000)  # the same keyboard comes again and again
def _fits_json(text: str, kind: str) -> bool:
    try:
        return _fits(json.loads(text), kind)
    except ValueError:
        return False


def _fits(value: Any, kind: str) -> bool:
    if kind.startswith("Array of "):
        return isinstance(value, list) and all(_fits(item, kind.removeprefix("Array of ")) for item in value)
    if kind in _SIMPLE:
        return isinstance(value, _SIMPLE[kind]) and (kind in ("Boolean", "True")) == isinstance(value, bool)
    spec = load()
    assert spec is not None
    described = spec["types"][kind]
    if "subtypes" in described:
        return any(_fits(value, name) for name in described["subtypes"])
    fields = {field["name"]: field for field in described.get("fields", [])}
    return (
        isinstance(value, dict)
        and value.keys() <= fields.keys()
        and all(name in value or not field["required"] for name, field in fields.items())
        and all(any(_fits(item, kind) for kind in fields[name]["types"]) for name, item in value.items())
    )
