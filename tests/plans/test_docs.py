"""The operating guide names every command and every setting, with its default; no link leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer import Typer

from bot.cli.program import app
from bot.settings import Settings, Shown, table
from knowledge.answer import Library
from knowledge.answering import KnownPlan, Status
from knowledge.document import Document

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "operating.md").read_text("utf-8")


def commands(group: Typer, path: str = "") -> list[str]:
    own = [
        path + (command.name or command.callback.__name__) for command in group.registered_commands if command.callback
    ]
    below = [(sub.typer_instance, f"{path}{sub.name} ") for sub in group.registered_groups if sub.typer_instance]
    return own + [name for sub, longer in below for name in commands(sub, longer)]


@pytest.mark.parametrize("name", commands(app))
def test_every_command_is_described(name: str) -> None:
    assert re.search(rf"`{name}[ `]", GUIDE)


@pytest.mark.parametrize("row", table(Settings.model_validate({})), ids=lambda row: row.name)
def test_every_setting_is_described(row: Shown) -> None:
    default = f"`{row.default}` " if row.default else ""
    assert f"| `{row.name}` | {default}|" in GUIDE


@pytest.mark.parametrize("page", ["README.md", "docs/architecture.md", "docs/operating.md", "docs/huong-dan.md"])
def test_links_lead_somewhere(page: str) -> None:
    here = (ROOT / page).parent
    targets = re.findall(r"(?:\]\(|src=\")(?!https?:)([^)#\"]+)", (ROOT / page).read_text("utf-8"))
    assert [target for target in targets if not (here / target).exists()] == []


@pytest.mark.parametrize("page", ["README.md", "docs/huong-dan.md"])
def test_example_questions_are_answered(page: str, sample: Document) -> None:
    library = Library([KnownPlan("hoa-sen-2026", "hoa-sen", sample)])
    examples = re.findall(r"(?<!\*)\*“?([^*”]{10,60})”?\*(?!\*)", (ROOT / page).read_text("utf-8"))
    assert len(examples) >= 3
    assert [text for text in examples if library.ask(text).status is not Status.ANSWERED] == []
