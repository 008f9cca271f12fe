"""`ask`: questions from the command line. Stores nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import complain, get_ready, opened, say, wait_for


def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in one pair of quotes.")] = None,
    plan: Annotated[str, typer.Option(help="Read this plan only; now is its own school year.")] = "",
    at: Annotated[str, typer.Option(metavar="TIME", help="Now: 2026-10-05, 2026-10-05T08:00, 05/10/2026.")] = "",
    whole: Annotated[bool, typer.Option("--all", help="All pages of a long answer.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
    batch: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Answer a JSONL file, one JSON object a line.")
    ] = None,
) -> None:
    """Ask the plans a question, or a file of questions."""
    if batch is None and question is not None:
        wait_for(_ask_one(question, plan, at, whole, as_json))
    elif batch is None or question is not None:
        raise typer.BadParameter("cần một câu hỏi, hoặc --batch và tên tệp.")
    elif not wait_for(_ask_batch(batch, plan, at)):
        raise typer.Exit(1)


async def _ask_one(question: str, plan: str, at: str, whole: bool, json_wanted: bool) -> None:
    from bot.asking import Line, as_json, prepare

    async with opened(get_ready().database_url.get_secret_value()) as database, database.read() as session:
        asker = await prepare(session, {plan} if plan else set(), at)
    answer, ms = asker.answer(Line("", plan, question))
    if not json_wanted:
        say(asker.as_text(answer, whole))
        return
    more = {
        "rest": [page.text for page in answer.rest],
        "choices": [[choice.label, choice.question] for choice in answer.choices],
        "nearest": answer.nearest,
    }
    say(json.dumps({**as_json(answer, ms), **more}, ensure_ascii=False, indent=2))


async def _ask_batch(file: Path, plan: str, at: str) -> bool:
    """Answers every line that can be asked; the others are reported by number. True where there were none of these."""
    from bot.asking import BadLine, as_json, prepare, read_lines

    lines = list(read_lines(_raw(file), plan))
    wanted = {line.plan for _, line in lines if not isinstance(line, BadLine) and line.plan}
    async with opened(get_ready().database_url.get_secret_value()) as database, database.read() as session:
        asker = await prepare(session, wanted, at, strict=False)
    all_done = True
    for number, line in lines:
        reason = line.reason if isinstance(line, BadLine) else asker.why_not(line)
        if isinstance(line, BadLine) or reason:
            complain(f"{file}, dòng {number}: {reason}")
            all_done = False
        else:
            answer, ms = asker.answer(line)
            say(json.dumps({"id": line.id, **as_json(answer, ms)}, ensure_ascii=False))
    return all_done


def _raw(file: Path) -> bytes:
    from knowledge.errors import UserError

    try:
        return file.read_bytes()
    except OSError as error:
        raise UserError(f"Không đọc được tệp {file}.", str(error)) from error
