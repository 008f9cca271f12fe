"""The five real plans beside the repository: read where they are, said where they are not."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from knowledge.document import Document
from knowledge.reading import read

FOLDER = Path(__file__).parents[3] / "shared" / "plans"
NAMES = ("dong-da-2023", "gia-lam-2023", "muong-te-2022", "nam-tu-liem-2022", "thanh-xuan-2021")

needed = pytest.mark.skipif(
    not FOLDER.is_dir() and os.environ.get("CI") != "true",
    reason="../shared/plans is absent: the real plans are not read",
)


@cache
def real(name: str) -> Document:
    return read((FOLDER / f"{name}.txt").read_bytes(), f"{name}.txt")


def printed(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text("utf-8")
