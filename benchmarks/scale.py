"""A thousand plans: how long a question, an import and the start take, and how much memory.

The plans are the six varied: in each, names, figures and months are exchanged consistently, so that every plan has
words of its own and says something else. Times are the processor's. `python -m benchmarks.scale [how many]`
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice
from typing import Any

from benchmarks.answers import plans, resident_mb, show
from knowledge.answer import Library
from knowledge.answering import KnownPlan
from knowledge.document import document_from_json, document_to_json

MANY = 1000
MOST_S = 170
"""The build stops here on a slow machine, and what was reached is said."""
CHECKPOINTS = (6, 100, 300, 1000)
NAMES = [
    "An", "Anh", "Ban", "Bảo", "Bích", "Bình", "Cẩm", "Châu", "Chi", "Công", "Cúc", "Cường", "Dung", "Dũng",
    "Duyên", "Dương", "Đạt", "Đào", "Đông", "Đức", "Giang", "Hà", "Hải", "Hạnh", "Hậu", "Hiền", "Hiệp", "Hiếu",
    "Hoa", "Hòa", "Hoàng", "Hồng", "Huệ", "Hùng", "Huy", "Huyền", "Hương", "Khánh", "Khôi", "Kiên", "Lam", "Lan",
    "Liên", "Linh", "Loan", "Long", "Lộc", "Mai", "Mạnh", "Minh", "Nam", "Nga", "Ngân", "Ngọc", "Nguyên", "Nhung",
    "Oanh", "Phong", "Phúc", "Phương", "Quang", "Quân", "Quý", "Quyên", "Sen", "Sơn", "Tâm", "Tân", "Thanh",
    "Thành", "Thảo", "Thắng", "Thu", "Thủy", "Thúy", "Tiến", "Toàn", "Trang", "Trung", "Tuấn", "Tùng", "Tuyết",
    "Vân", "Việt", "Vinh", "Xuân", "Yên",
]  # fmt: skip
QUESTIONS = (
    "Khi nào khai giảng?", "hsg lớp 9 thi tháng mấy", "tháng 11 có việc gì", "ai phụ trách tuyển sinh",
    "tỷ lệ giáo viên đạt chuẩn là bao nhiêu", "trường nào được công nhận chuẩn quốc gia", "bao nhieu hoc sinh tieu hoc",
    "kinh phí bồi dưỡng giáo viên bao nhiêu", "hoi thi giao vien day gioi to chuc khi nao",
    "giá vàng hôm nay bao nhiêu",
    "kế hoạch số mấy, ký ngày nào", "truwowngf nào dạy bơi", "phổ cập giáo dục ai theo dõi", "béo phì giảm còn mấy %",
    "lịch nghỉ tết", "quý 4 làm gì",
)  # fmt: skip
CAPITAL = re.compile(rf"\b(?:{'|'.join(NAMES)})\b")
FIGURE = re.compile(r"(?<![\d/.,-])\d{2,3}(?![\d/.,-])")
MONTH = re.compile(r"(?<![\d/])(0?[1-9]|1[0-2])(?=/20\d\d)|(?<=[Tt]háng )([1-9]|1[0-2])(?!\d)")


def varied(plan: KnownPlan, number: int) -> KnownPlan:
    """The plan with other names, figures and months; the same `number` gives the same plan."""
    chance = random.Random(number)
    other = dict(zip(NAMES, chance.sample(NAMES, len(NAMES)), strict=True))
    more, later = chance.randrange(1, 60), chance.randrange(12)
    place = f"{chance.choice(NAMES)} {chance.choice(NAMES)} {chance.choice(NAMES)}"

    def change(text: str) -> str:
        if plan.document.metadata.place:
            text = text.replace(plan.document.metadata.place, place)
        text = CAPITAL.sub(lambda found: other[found[0]], text)
        text = FIGURE.sub(lambda found: str(int(found[0]) + more), text)
        return MONTH.sub(lambda found: str((int(found[0]) + later - 1) % 12 + 1), text)

    document = document_from_json(_through(document_to_json(plan.document), change))
    return KnownPlan(f"{plan.slug}-{number}", f"{plan.office}-{number}", document)


def _through(value: Any, change: Callable[[str], str]) -> Any:
    """JSON values with every text changed, dates and school years left."""
    if isinstance(value, str):
        return value if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else change(value)
    if isinstance(value, dict):
        return {key: _through(inner, change) for key, inner in value.items()}
    return [_through(inner, change) for inner in value] if isinstance(value, list | tuple) else value


def many(count: int) -> Iterator[KnownPlan]:
    """The six, then variations of each in turn."""
    real = plans()
    yield from real[:count]
    for number, plan in enumerate(islice(cycle(real), max(0, count - len(real)))):
        yield varied(plan, number)


def main(count: int = MANY) -> int:
    print("\n plans  start, s  memory, MB  one more, s  one plan, p99 ms  all, p99 ms")
    library, listed, building, start = Library([]), [], 0.0, time.process_time()
    for plan in many(count):
        listed.append(plan)
        due = len(listed) in CHECKPOINTS or len(listed) == count
        if due or len(listed) % 50 == 0:
            begun = time.process_time()
            library = Library(listed, library)
            building += time.process_time() - begun
        slow = time.process_time() - start > MOST_S
        if due or slow:
            _line(library, listed, building)
        if slow:
            print(f"Stopped at {len(listed)} plans after {MOST_S} s: on this machine more would take too long.")
            break
    show("p99 within one of the plans, ms", "< 60", f"{_p99(library, one=True):.1f}")
    show("p99 over all the plans, ms", "< 250", f"{_p99(library, one=False):.1f}")
    show("import of one more, s", "< 2", f"{_one_more(library, listed):.2f}")
    show("resident memory, MB", "< 1500", f"{resident_mb():.0f}")
    print(
        "Start and memory grow with the plans; a question to one plan does not; over all it grows by the looking-up of"
    )
    print("its words in each plan, while the plans asked in full stay as few as they are.")
    return 0


def _line(library: Library, listed: Sequence[KnownPlan], building: float) -> None:
    one, every = _p99(library, one=True), _p99(library, one=False)
    more = _one_more(library, listed)
    print(f"{len(listed):6} {building:9.1f} {resident_mb():11.0f} {more:12.2f} {one:17.1f} {every:12.1f}")


def _p99(library: Library, *, one: bool, rounds: int = 8) -> float:
    """Of every question, put to plans in turn or to all at once, in milliseconds."""
    chance = random.Random(1)
    slugs = [plan.slug for plan in library.plans]
    library.ask("truwowngf")  # the first slip gathers the plans' syllables
    taken = []
    for question in QUESTIONS * (rounds if one else 2):
        scope = [chance.choice(slugs)] if one else None
        begun = time.process_time()
        library.ask(question, plans=scope)
        taken.append((time.process_time() - begun) * 1000)
    return sorted(taken)[int(0.99 * (len(taken) - 1))]


def _one_more(library: Library, listed: Sequence[KnownPlan]) -> float:
    longest = max(plans(), key=lambda plan: len(plan.document.sections))
    new = replace(varied(longest, len(listed) + 1), slug="one-more")
    begun = time.process_time()
    Library([*listed, new], library)
    return time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
