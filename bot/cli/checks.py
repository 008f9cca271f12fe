"""`settings` and `doctor`: what is set, and what is wrong."""

from __future__ import annotations

import typer

from bot.cli.common import get_ready, say, wait_for


def settings() -> None:
    """Show every setting with value, default and help. Secrets are masked."""
    from bot.settings import table

    for row in table(get_ready()):
        value = row.value or "(trống)"
        default = "" if row.value == row.default else f"   (mặc định: {row.default or 'trống'})"
        say(f"{row.name} = {value}{default}")
        say(f"    {row.help}")


def doctor() -> None:
    """Check settings, database, token and clock, and say what to do."""
    from bot.doctor import examine

    findings = wait_for(examine(get_ready()))
    for finding in findings:
        say(f"{'✓' if finding.well else '✗'} {finding.what}")
        if finding.advice:
            say(f"    {finding.advice}")
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)
    say("Mọi thứ đều ổn.")
