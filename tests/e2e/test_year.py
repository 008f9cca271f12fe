"""A school year with silence, blocking, kills and downtime keeps its promises, on the real program."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_a_year_keeps_its_promises() -> None:
    command = [sys.executable, "-m", "bot", "simulate-year", "--schools", "9", "--seed", "2"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=3_600)
    assert run.returncode == 0, run.stderr
    tally = {name: int(count) for name, count in re.findall(r"^(.+): (\d+)$", run.stdout, re.MULTILINE)}
    assert tally["tin nhắc tới nơi"] > 200
    assert tally["báo cáo nhận được"] > 100
    assert run.stdout.count("kill -9") == 3
