"""A figure answers only for what it counts: the noun asked for, denied or not as it is asked."""

from __future__ import annotations

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan, Status
from knowledge.document import Document
from knowledge.language.text import fold
from knowledge.reading import read
from tests.plans.conftest import SAMPLE


@pytest.fixture(scope="module")
def library(sample: Document) -> Library:
    return Library([KnownPlan(slug="hoa-sen-2026", office="phuong-hoa-sen", document=sample)])


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Có bao nhiêu trường đạt chuẩn quốc gia?", "8 trên 11 trường"),
        ("mấy trường đạt chuẩn", "8 trên 11 trường"),
        ("trường đạt chuẩn quốc gia có mấy trường", "8 trên 11 trường"),
        ("bao nhiêu giáo viên chưa đạt chuẩn", "giáo viên chưa đạt chuẩn: 13"),
        ("mấy cô giáo tiểu học chưa đủ bằng cấp", "giáo viên chưa đạt chuẩn: 7"),
        ("bao nhiêu phần trăm giáo viên mầm non đạt chuẩn trình độ", "98%"),
        ("có mấy trường mầm non công lập", "4"),
        ("bao nhiêu nhân viên trường tư thục", "27"),
        ("bao nhiêu trẻ 6 tuổi chưa có chỗ học", "không còn trẻ 6 tuổi nào"),
        ("bao nhiêu phần trăm khoản thu không dùng tiền mặt", "98%"),
        ("đội tuyển lớp 9 có mấy em", "40 em"),
        ("cô Phạm Thu Hà phụ trách mấy trường", "Hoa Mai, Sơn Ca, Ánh Dương"),
    ],
)
@pytest.mark.parametrize("typed", [str, fold], ids=["accents", "bare"])
def test_the_figure_of_what_is_counted(library: Library, question: str, told: str, typed: type[str]) -> None:
    assert told in library.ask(typed(question)).text


@pytest.mark.parametrize(
    "question",
    [
        "có bao nhiêu trường chưa đạt chuẩn quốc gia",
        "mấy trường chưa có phòng máy",
        "có bao nhiêu học sinh không biết bơi",
        "bao nhiêu học sinh lớp 2",  # those of all grades are others
    ],
)
@pytest.mark.parametrize("typed", [str, fold], ids=["accents", "bare"])
def test_others_than_those_asked_for_are_no_answer(library: Library, question: str, typed: type[str]) -> None:
    assert library.ask(typed(question)).status is Status.REFUSED


STANDARD = "Có bao nhiêu trường đạt chuẩn quốc gia?"


@pytest.mark.parametrize(
    ("plan", "question", "told"),
    [
        ("thanh-xuan-2021", STANDARD, "công nhận mới 01 trường"),  # and nobody's duties
        ("muong-te-2022", STANDARD, "09 trường"),
        ("dong-da-2023", STANDARD, ""),  # "01 trường liên cấp" stands under a heading that names both
        ("nam-tu-liem-2022", STANDARD, ""),  # "mức độ 2" counts nothing
        ("muong-te-2022", "có bao nhiêu trường", ""),  # those that reached the standard are a part
        ("gia-lam-2023", "có bao nhiêu trường mầm non", ""),  # so are those to be recognised
        ("gia-lam-2023", "có bao nhiêu giáo viên học bồi dưỡng Montessori", "150 người"),  # and not 15 days
    ],
)
def test_counts_of_the_fact_sheets(plan: str, question: str, told: str) -> None:
    file = SAMPLE.with_name(f"{plan}.md")
    answer = Library([KnownPlan(plan, plan, read(file.read_bytes(), file.name))]).ask(question)
    assert answer.status is (Status.ANSWERED if told else Status.REFUSED)
    assert told in answer.text
