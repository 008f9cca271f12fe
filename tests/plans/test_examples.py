"""What the start page offers to ask is answered rightly by each plan that ships, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.wording import examples
from knowledge.answer import Library
from knowledge.answering import KnownPlan, Status
from knowledge.reading import read
from tests.plans.conftest import SAMPLE

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TOLD = {
    "dong-da-2023": ("", "", "", "Trịnh Đan Ly", "", ""),
    "gia-lam-2023": ("MN Kim Sơn", "", "2 trường", "Đặng Thị Huyền", "", "TH: Đạt chuẩn mức độ 3"),
    "hoa-sen-2026": ("Hội thi", "28/11/2026", "8 trên 11", "Trần Thị Minh Tâm", "05/9/2026", "THCS: Mức độ 3"),
    "muong-te-2022": ("", "", "09 trường", "Kiều Hải Nam", "", "giữ vững chuẩn"),
    "nam-tu-liem-2022": ("", "", "", "Trần Thanh Long", "", ""),
    "thanh-xuan-2021": ("HSG lớp 9", "Tháng 11/2021", "công nhận mới 01 trường", "Phạm Gia Hữu", "Tháng 9/2021", ""),
}


@pytest.mark.parametrize("slug", TOLD)
def test_an_example_is_answered_rightly_or_not_at_all(slug: str) -> None:
    file = SAMPLE.with_name(f"{slug}.md")
    library = Library([KnownPlan(slug, slug, read(file.read_bytes(), file.name))])
    for question, told in zip(examples(NOW.month), TOLD[slug], strict=True):
        answer = library.ask(question, at=NOW)
        assert answer.status is (Status.ANSWERED if told else Status.REFUSED), question
        assert told in answer.text
