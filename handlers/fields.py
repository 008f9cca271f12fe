"""The fields of a report that staff asked for, read from what was typed: one alone, or all from one text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from db.models import FieldType
from knowledge.language.text import fold

Field = Mapping[str, Any]  # {"name", "type", "choices"}, as db.models.AgendaItem keeps it
NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")
YES = {"co", "co roi", "roi", "da", "da co", "vang", "dung", "dong y", "da xong", "xong roi", "x"}
NO = {"khong", "chua", "ko", "k", "khong co", "chua co"}
POLITE = {"a", "em", "nhe", "thua", "anh", "chi", "anh/chi"}
PARTS = re.compile(r"\n|;|,(?=\s)")


def type_of(field: Field) -> FieldType:
    return FieldType(field["type"])


def choices_of(field: Field) -> list[str]:
    """What a tap may answer; none where words or a number are asked for."""
    match type_of(field):
        case FieldType.YES_NO:
            return ["Có", "Không"]
        case FieldType.CHOICE:
            return [str(choice) for choice in field["choices"]]
    return []


def value_of_choice(field: Field, index: int) -> Any:
    """The value behind a tap. Raises IndexError where there is no such choice."""
    chosen = choices_of(field)[index]
    return chosen == "Có" if type_of(field) is FieldType.YES_NO else chosen


def only_numbers(fields: Sequence[Field]) -> bool:
    return bool(fields) and all(type_of(field) is FieldType.NUMBER for field in fields)


def read_one(field: Field, text: str) -> Any:
    """The value of one field, None where the text gives none."""
    spoken = fold(text).strip(" .,;:!").split()
    said = " ".join([word for word in spoken if word not in POLITE] or spoken)
    match type_of(field):
        case FieldType.NUMBER:
            numbers = NUMBER.findall(text)
            return _number(numbers[0]) if len(numbers) == 1 else None
        case FieldType.YES_NO:
            return True if said in YES else False if said in NO else None
        case FieldType.CHOICE:
            fits = [each for each in choices_of(field) if fold(each) == said]
            fits = fits or [each for each in choices_of(field) if said and said in fold(each)]
            return fits[0] if len(fits) == 1 else None
    return text.strip() or None


def read_all(fields: Sequence[Field], text: str) -> dict[str, Any] | None:
    """Every field from one text: "tên: giá trị" in any order, or the values one after another; else None."""
    parts = [part.strip() for part in PARTS.split(text) if part.strip()]
    named = [_of(field, parts) for field in fields]
    numbers = NUMBER.findall(text) if only_numbers(fields) else []
    for values in (named, parts, numbers):
        if len(values) == len(fields):
            read = [read_one(field, value) for field, value in zip(fields, values, strict=True)]
            if all(value is not None for value in read):
                return {str(field["name"]): value for field, value in zip(fields, read, strict=True)}
    return None


def _of(field: Field, parts: Sequence[str]) -> str:
    """What stands after the field's name."""
    name = re.compile(rf"{re.escape(fold(str(field['name'])))}\s*[:=]?\s*")
    found = ((part, name.match(fold(part))) for part in parts)
    return next((part[match.end() :] for part, match in found if match and len(fold(part)) == len(part)), "")


def _number(written: str) -> int | float:
    """ "1.250" is a thousand and more, "12,5" and "98.5" are fractions."""
    whole = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", written)
    return float(whole.replace(",", ".")) if re.search(r"[.,]", whole) else int(whole)
