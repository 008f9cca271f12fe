"""How good and how fast answers are, beside retrievers that anyone would reach for first.

The score needs the shared question set. Times are the processor's: the engine waits for nothing, and a busy machine
would be measured otherwise.

    python -m benchmarks.answers

Stock retrievers get every advantage: the passages that our index has, folded, and the refusal threshold that scores
best on these very questions.
"""

from __future__ import annotations

import importlib.util
import json
import resource
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import bm25s  # type: ignore[import-untyped]
from rapidfuzz import fuzz, process

from knowledge.answer import Library
from knowledge.answering import KnownPlan
from knowledge.facts.drawing import Kind
from knowledge.language.lexicon import lexicon
from knowledge.language.text import fold, words
from knowledge.reading import read
from knowledge.search.index import PlanIndex

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
SHIPPED = sorted((ROOT / "plans").glob("*.md"))
Question = dict[str, Any]
ASKED = {"score": 0.93, "wrong": 0.03, "cited": 0.97, "refused": 0.94}
STYLE_ASKED = 0.85
SHEETS_ASKED = {"score": 0.92, "wrong": 0.04}  # of the same questions, put to the fact sheets that ship
TIMES = {"p50_ms", "p99_ms"}
Retriever = Callable[[str, str], tuple[float, str]]  # (plan, question) -> (score, passage)

FIRST_ANSWER = """
import sys, time
from benchmarks.answers import plans, resident_mb
from knowledge.answer import Library
library = Library(plans())
answer = library.ask(sys.argv[1])
print(time.process_time(), resident_mb())
"""


def plans() -> list[KnownPlan]:
    """The shared plans where they are, and of what ships whatever is not a fact sheet of one of them."""
    real = sorted((SHARED / "plans").glob("*.txt"))
    return [known(file) for file in [*real, *(file for file in SHIPPED if not _document_of(file).exists())]]


def sheets() -> list[KnownPlan]:
    """The fact sheets of those shared plans that are there, under the plans' own slugs."""
    return [known(file) for file in SHIPPED if _document_of(file).exists()]


def known(file: Path) -> KnownPlan:
    return KnownPlan(file.stem, file.stem, read(file.read_bytes(), file.name))


def _document_of(sheet: Path) -> Path:
    return SHARED / "plans" / f"{sheet.stem}.txt"


def main() -> int:
    show("figure", "asked", "measured")
    longest = max((*(SHARED / "plans").glob("*.txt"), *SHIPPED), key=lambda file: file.stat().st_size)
    show("import of the longest plan, s", "< 1", f"{min(_import_seconds(longest) for _ in range(3)):.2f}")
    seconds, megabytes = min(_first_answer() for _ in range(3))
    show("start to first answer, six plans, s", "< 3", f"{seconds:.2f}")
    show("resident memory of the engine, MB", "< 200", f"{megabytes:.0f}")
    questions_file = SHARED / "questions" / "dev.jsonl"
    if not questions_file.exists():
        print("Without ../shared there is no question set: the score is not measured.")
        return 0
    questions = [json.loads(line) for line in questions_file.read_text(encoding="utf-8").splitlines() if line.strip()]
    scorer = _scorer()
    library = Library(plans())
    figures = min((_ours(library, questions, scorer) for _ in range(3)), key=lambda f: f["p50_ms"])
    show("p50 of an answer, ms", "< 5", f"{figures['p50_ms']:.1f}")
    show("p99 of an answer, ms", "< 25", f"{figures['p99_ms']:.1f}")
    styles = _styles(questions)
    print(f"\n{'share of 1; styles by their score':36}", *(f"{name:>8}" for name in (*ASKED, *styles)))
    _score_line("asked (wrong: at most)", {**ASKED, **dict.fromkeys(styles, STYLE_ASKED)})
    _score_line("this program", figures)
    of_sheets = _ours(Library(sheets()), questions, scorer)
    del of_sheets["cited"]  # a sheet says it in other words than the document
    _score_line("this program, on the fact sheets", of_sheets)
    for name, make in (("bm25s", _bm25s), ("SQLite FTS5", _fts5), ("RapidFuzz", _rapidfuzz)):
        _score_line(f"{name} alone, with its best threshold", _stock(make(library), questions, scorer))
    return 0


def resident_mb() -> float:
    """What this process holds in memory."""
    with Path("/proc/self/statm").open() as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6


def show(name: str, asked: str, measured: str) -> None:
    print(f"{name:42} {asked:>8} {measured:>10}")


def _score_line(name: str, figures: dict[str, float]) -> None:
    fields = (*ASKED, *sorted(figures.keys() - ASKED.keys() - TIMES))
    print(f"{name:36.36}", *(f"{figures[field]:8.2f}" if field in figures else f"{'-':>8}" for field in fields))


def _import_seconds(file: Path) -> float:
    lexicon()
    start = time.process_time()
    PlanIndex(known(file))
    return time.process_time() - start


def _first_answer() -> tuple[float, float]:
    command = [sys.executable, "-c", FIRST_ANSWER, "Khi nào khai giảng?"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, run.stdout.split())
    return seconds, megabytes


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_answers", SHARED / "bench" / "score_answers.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _ours(library: Library, questions: Sequence[Question], scorer: ModuleType) -> dict[str, float]:
    answers = {}
    for question in questions:
        start = time.process_time()
        given = library.ask(question["ask"], plans=[question["plan"]])
        ms = (time.process_time() - start) * 1000
        cited = [{"plan": c.plan, "quote": c.quote} for c in given.citations]
        answers[question["id"]] = {"status": str(given.status), "answer": given.text, "citations": cited, "ms": ms}
    return score(questions, answers, scorer)


def score(questions: Sequence[Question], answers: dict[str, Any], scorer: ModuleType) -> dict[str, float]:
    """The shared scorer's figures: shares of 1, also for each style by its name, and milliseconds."""
    verdicts = {q["id"]: scorer.judge(q, answers[q["id"]]) for q in questions}
    tally = Counter(verdicts.values())
    asked = [q for q in questions if q["kind"] != "refuse"]
    right = [q for q in asked if verdicts[q["id"]] == "right"]
    cited = [q for q in right if any(_bears_out(c, q, scorer) for c in answers[q["id"]]["citations"])]
    times = sorted(answer["ms"] for answer in answers.values())
    return {
        "score": _share(verdicts.values()),
        "wrong": tally["wrong"] / len(asked),
        "cited": len(cited) / max(1, len(right)),
        "refused": tally["kept"] / max(1, len(questions) - len(asked)),
        **{style: _share(verdicts[q["id"]] for q in questions if q["style"] == style) for style in _styles(questions)},
        "p50_ms": times[len(times) // 2],
        "p99_ms": times[int(0.99 * len(times))],
    }


def _styles(questions: Sequence[Question]) -> list[str]:
    return sorted({question["style"] for question in questions})


def _share(verdicts: Iterable[str]) -> float:
    """How many are as they should be."""
    tally = Counter(verdicts)
    return (tally["right"] + tally["kept"]) / tally.total()


def _bears_out(citation: dict[str, str], question: Question, scorer: ModuleType) -> bool:
    return citation["plan"] == question["plan"] and bool(scorer.bears_out(citation["quote"], question["source"]))


# --- stock retrievers -----------------------------------------------------------------------------------------------


def passages(library: Library) -> dict[str, list[str]]:
    """What each plan's index holds, as plain passages."""
    found = {}
    for plan in library.plans:
        index = library.index_of(plan.slug)
        found[plan.slug] = list(dict.fromkeys(f.quote for f in index.facts if f.kind not in {Kind.META, Kind.SECTION}))
    return found


def _stock(retrieve: Retriever, questions: Sequence[Question], scorer: ModuleType) -> dict[str, float]:
    """The retriever's figures with the threshold that scores best here."""
    found = {q["id"]: (*retrieve(q["plan"], q["ask"]), q["plan"]) for q in questions}
    scores = sorted(value for value, _, _ in found.values())
    thresholds = [scores[int(share * (len(scores) - 1) / 20)] for share in range(21)]
    tried = [score(questions, {i: _told(f, limit) for i, f in found.items()}, scorer) for limit in thresholds]
    return max(tried, key=lambda figures: figures["score"])


def _told(found: tuple[float, str, str], limit: float) -> dict[str, Any]:
    value, passage, plan = found
    quote = " ".join(passage.split()[:110])
    status = "answered" if value >= limit and passage else "refused"
    return {"status": status, "answer": quote[:590], "citations": [{"plan": plan, "quote": quote}], "ms": 0.0}


def _fts5(library: Library) -> Retriever:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE said USING fts5(plan UNINDEXED, passage UNINDEXED, folded)")
    for plan, listed in passages(library).items():
        base.executemany("INSERT INTO said VALUES (?, ?, ?)", [(plan, p, " ".join(words(p))) for p in listed])

    def retrieve(plan: str, question: str) -> tuple[float, str]:
        query = " OR ".join(f'"{word}"' for word in words(question)) or '""'
        select = "SELECT -bm25(said), passage FROM said WHERE said MATCH ? AND plan = ? ORDER BY 1 DESC LIMIT 1"
        return base.execute(select, (query, plan)).fetchone() or (0.0, "")

    return retrieve


def _bm25s(library: Library) -> Retriever:
    """Over syllables and their pairs, which suit Vietnamese best."""
    held = {plan: (listed, bm25s.BM25()) for plan, listed in passages(library).items()}
    for listed, index in held.values():
        index.index([_with_pairs(passage) for passage in listed], show_progress=False)

    def retrieve(plan: str, question: str) -> tuple[float, str]:
        listed, index = held[plan]
        scores = index.get_scores(_with_pairs(question)).tolist()
        return max(zip(scores, listed, strict=True))

    return retrieve


def _with_pairs(text: str) -> list[str]:
    said = words(text)
    return [*said, *map("{}_{}".format, said, said[1:])]


def _rapidfuzz(library: Library) -> Retriever:
    held = {plan: (listed, [fold(p) for p in listed]) for plan, listed in passages(library).items()}

    def retrieve(plan: str, question: str) -> tuple[float, str]:
        listed, folded = held[plan]
        found = process.extractOne(fold(question), folded, scorer=fuzz.token_set_ratio)
        return (found[1], listed[found[2]]) if found else (0.0, "")

    return retrieve


if __name__ == "__main__":
    sys.exit(main())
