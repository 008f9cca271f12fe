"""What the second reading finds in the five real plans and in the sample: every finding was checked by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from knowledge.findings import Finding, findings
from knowledge.reading import read
from tests.knowledge.real_plans import NAMES, needed, printed, real

SAMPLE = Path(__file__).parents[2] / "plans" / "hoa-sen-2026.md"


def found(name: str, kind: str) -> list[Finding]:
    return [finding for finding in findings(real(name)) if finding.kind == kind]


def test_the_sample_plan_agrees_with_itself() -> None:
    assert findings(read(SAMPLE.read_bytes(), SAMPLE.name)) == ()


@needed
@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("dong-da-2023", {"name": 1}),
        ("gia-lam-2023", {"title": 1, "number": 1, "date": 1, "name": 1, "counter": 1, "year": 4}),
        ("muong-te-2022", {"number": 1, "date": 1, "appendix": 1}),
        ("nam-tu-liem-2022", {"number": 1}),
        ("thanh-xuan-2021", {"name": 5, "shape": 1}),
    ],
)
def test_what_each_real_plan_has(name: str, kinds: dict[str, int]) -> None:
    assert Counter(finding.kind for finding in findings(real(name))) == kinds


@needed
@pytest.mark.parametrize(
    ("name", "kind", "words", "lines"),
    [
        ("gia-lam-2023", "number", ("92/KH-UBND", "32/KH-UBND"), [0, 289]),
        ("gia-lam-2023", "date", ("10/03/2023", "14/03/2023"), [0, 275, 289, 323, 377]),
        ("gia-lam-2023", "title", ("định hướng", "tầm nhìn"), [0, 15]),
        ("gia-lam-2023", "counter", ("2 sang 4",), [369, 370]),
        ("gia-lam-2023", "name", ("Phù Đồng", "Phù Đổng"), [309, 96]),
        ("muong-te-2022", "appendix", ("I, II",), [61]),
        ("thanh-xuan-2021", "shape", ("Ghi chú",), [451, 454]),
        ("thanh-xuan-2021", "name", ("Nguyễn Lâm", "Nguyễn Lân"), [74, 88]),
        ("thanh-xuan-2021", "name", ("Nguyễn Tuấn", "Nguyễn Tuân"), [237, 74]),
        ("thanh-xuan-2021", "name", ("Huyện", "Huyền"), [259, 271]),
        ("thanh-xuan-2021", "name", ("Sửa học đường", "sữa học đường"), [153, 233]),
        ("dong-da-2023", "name", ("Đồng Đa", "Đống Đa"), [28, 10]),
    ],
)
def test_both_places_are_named(name: str, kind: str, words: tuple[str, ...], lines: list[int]) -> None:
    (finding,) = [one for one in found(name, kind) if all(word in one.sentence for word in words)]
    assert [place.line for place in finding.places] == lines


@needed
@pytest.mark.parametrize("name", NAMES)
def test_the_words_of_a_place_stand_at_its_line(name: str) -> None:
    text = " ".join(printed(name).split())
    for finding in findings(real(name)):
        for place in finding.places:
            first = place.words.split()[:1]
            assert place.line == 0 or (place.section and first[0].strip("“(") in text)
