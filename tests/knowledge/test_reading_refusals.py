"""What is no plan is refused with a sentence that says why, before any costly step."""

from __future__ import annotations

import unicodedata

import pytest

from knowledge.errors import NotAPlanError
from knowledge.reading import read
from tests.knowledge.snippets import HEAD


def refusal(data: bytes) -> str:
    with pytest.raises(NotAPlanError) as refused:
        read(data, "tep.txt")
    return refused.value.sentence


@pytest.mark.parametrize("data", [b"", b" \n\t\n ", "\ufeff \n".encode(), "\ufeff".encode("utf-16")])
def test_an_empty_file(data: bytes) -> None:
    assert refusal(data) == "Tệp tep.txt không có nội dung."


def test_a_file_of_fifty_megabytes() -> None:
    assert "50 MB" in refusal(b"a" * 50_000_000)


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04\x14\x00\x06\x00" + b"\x00" * 50,
        b"%PDF-1.7\n\xe2\xe3\xcf\xd3",
        b"\xff\xd8\xff\xe0",
        b"a\x00b",
        b"\x01\x02\x03a",
    ],
)
def test_a_file_that_is_not_text(data: bytes) -> None:
    assert "Không đọc được chữ" in refusal(data)


def test_a_text_longer_than_any_plan() -> None:
    assert "quá dài" in refusal(b"a " * 2_000_000)
    assert "quá dài" in refusal(b"a\n" * 40_000)


def test_a_text_that_is_no_plan_hears_what_is_missing() -> None:
    sentence = refusal("Ngày xửa ngày xưa có một chú bé.\n\nChú rất thích đi học.".encode())
    assert "không giống một kế hoạch" in sentence
    assert "số, ký hiệu" in sentence
    assert "ngày ban hành" in sentence


def test_a_readme_is_no_plan() -> None:
    refusal(b"# A library\n\n## Install\n\n- pip install it\n\n## Use\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_the_encodings_of_text(encoding: str) -> None:
    body = HEAD + "I. MỤC ĐÍCH\n\nGiúp các trường chủ động."
    data = ("\ufeff" + body).encode(encoding) if encoding == "utf-16-le" else body.encode(encoding)
    assert read(data, "song-mo.txt").metadata.number == "15/KH-PGDĐT"


def test_decomposed_letters_and_windows_line_ends() -> None:
    text = unicodedata.normalize("NFD", HEAD + "I. MỤC ĐÍCH\n\nGiúp các trường chủ động.").replace("\n", "\r\n")
    document = read(text.encode(), "song-mo.txt")
    assert document.sections[-1].path[0].title == "MỤC ĐÍCH"
