"""The reader of short texts: what is shown back, what is a question, days that do not exist, and what always holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.replies import FRAME, TODAY, replies
from knowledge.language.text import fold
from knowledge.reports import Count, Kind, Reading, Status, read_report

DENIALS = ("chưa", "không", "ko", "k", "chẳng", "chx", "đừng", "hông", "khong", "chua", "kh")
BETWEEN = ("", "làm", "thể", "được", "kiểm tra", "nộp hồ sơ", "có gì")
TAILS = ("", "ạ", "rồi", "hết", "đâu", "nhé chị", "rồi ạ, cảm ơn", "15/15 lớp")
SCRAPS = (
    "xong",
    "12/15",
    "lớp",
    "%",
    "30/2",
    "tháng",
    "sau",
    "chưa",
    "?",
    ".",
    ",",
    "vì",
    "nên",
    "thứ",
    "còn",
    "99999",
    "/",
)


def reading(text: str, today: date = TODAY) -> Reading:
    return read_report(text, today=today, frame=FRAME)


def test_a_question_beside_a_report_is_kept_for_an_answer() -> None:
    got = reading("Xong rồi ạ. Nộp bản giấy ở đâu ạ?")
    assert (got.kind, got.status, got.sure) == (Kind.REPORT, Status.DONE, False)
    assert got.question == "Nộp bản giấy ở đâu ạ?"


def test_a_question_that_begins_the_text_takes_what_follows_with_it() -> None:
    assert reading("xong chưa ạ? trường khác xong rồi").kind is Kind.QUESTION


@pytest.mark.parametrize("text", ["Chị ơi, xong chưa ạ?", "Em chào anh, bao giờ phải nộp ạ?", "Xong chưa ạ"])
def test_a_question_is_no_report_whatever_stands_before_it(text: str) -> None:
    assert (reading(text).kind, reading(text).status) == (Kind.QUESTION, Status.UNKNOWN)


def test_asking_for_another_day_is_a_report() -> None:
    got = reading("cho trường xin lùi đến 15/11 được không ạ?")
    assert (got.kind, got.status, got.sure) == (Kind.REPORT, Status.MOVED, False)
    assert got.until is not None
    assert got.until.spans == ((date(2026, 11, 15),) * 2,)


@pytest.mark.parametrize("day", ["30/2", "31/11", "tháng 13", "ngày 32/10"])
def test_a_day_that_no_calendar_has_is_told_and_not_bent(day: str) -> None:
    got = reading(f"xin lùi đến {day} ạ")
    assert (got.no_such_day, got.until, got.sure) == (day, None, False)


def test_a_roof_is_no_tomorrow() -> None:
    assert reading("nhà kho tốc mái 12 m2, đang che tạm").until is None
    assert reading("đang thay mái tôn, mái nhà dột").until is None
    tomorrow = reading("mai nhà trường nộp ạ").until
    assert tomorrow is not None
    assert tomorrow.spans == ((TODAY + timedelta(days=1),) * 2,)


def test_a_new_day_that_is_past_is_not_sure() -> None:
    got = reading("xin lùi đến 15/10")
    assert got.until is not None
    assert not got.sure


def test_a_day_without_its_year_is_the_next_one() -> None:
    got = reading("dời sang 5/1", today=date(2026, 12, 28))
    assert got.until is not None
    assert got.until.spans[0][0] == date(2027, 1, 5)


def test_done_and_left_of_the_same_are_one_count() -> None:
    assert reading("10 lớp rồi, còn 5 lớp").counts == (Count(10, None, 5, "lớp"),)


def test_of_a_long_text_nothing_is_sure_and_nothing_done() -> None:
    got = reading("Trường đã hoàn thành 100%. " + "Các tổ đã họp. " * 60 + "Riêng khối 5 chưa làm.")
    assert got.status is not Status.DONE
    assert not got.sure


def test_june_is_told_from_the_next_month_where_it_has_its_accents() -> None:
    june, following = reading("chuyển sang tháng sáu").until, reading("chuyển sang tháng sau").until
    assert june is not None
    assert following is not None
    assert (june.spans[0][0], following.spans[0][0]) == (date(2027, 6, 1), date(2026, 11, 1))


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(SCRAPS), max_size=12).map(" ".join)))
def test_any_text_is_read(text: str) -> None:
    got = read_report(text, today=TODAY, frame=None)
    assert got.percent is None or 0 <= got.percent <= 100


@given(
    st.sampled_from(DENIALS), st.sampled_from(BETWEEN), st.sampled_from(("xong", "hoàn thành")), st.sampled_from(TAILS)
)
def test_a_denial_before_done_is_never_done(denial: str, between: str, done: str, tail: str) -> None:
    assert reading(f"{denial} {between} {done} {tail}").status is not Status.DONE


@given(
    st.sampled_from(("chưa", "không", "chuwa", "khoong", "chẳng")),
    st.integers(0, 5),
    st.sampled_from("abcdeghiklmnopqrstuvxyzw"),
    st.sampled_from(("drop", "put", "turn", "add")),
)
def test_a_denial_with_a_slip_is_never_done(denial: str, place: int, letter: str, slip: str) -> None:
    place %= len(denial)
    before, at, after = denial[:place], denial[place], denial[place + 1 :]
    typed = {"drop": before + after, "put": before + letter + after, "add": before + letter + at + after}
    assert reading(f"{typed.get(slip, before + after[:1] + at + after[1:])} xong rồi ạ").status is not Status.DONE


@given(st.sampled_from([reply["text"] for reply in replies()]), st.sampled_from((fold, str.upper, str.title)))
def test_accents_and_case_change_nothing(text: str, changed: object) -> None:
    assert callable(changed)
    one, other = reading(text), reading(changed(text))
    assert (one.kind, one.status, one.percent, one.counts, one.sure) == (
        other.kind,
        other.status,
        other.percent,
        other.counts,
        other.sure,
    )
