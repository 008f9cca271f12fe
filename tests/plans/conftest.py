from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.document import Document
from knowledge.reading import read

SAMPLE = Path(__file__).parents[2] / "plans" / "hoa-sen-2026.md"


@pytest.fixture(scope="session")
def sample() -> Document:
    return read(SAMPLE.read_bytes(), SAMPLE.name)
