"""Runs every benchmark, one after the other, and fails when one could not run (never because a figure is low)."""

import sys

from benchmarks import answers, drumbeat, replies, scale, throughput

if __name__ == "__main__":
    sys.exit(max(answers.main(), replies.main(), drumbeat.main(), scale.main(), throughput.main()))
