"""Runs every benchmark, one after the other, and fails when one could not run (never because a figure is low)."""

import sys

from benchmarks import answers, broadcast, drumbeat, enqueue, replies, scale, storm, throughput

if __name__ == "__main__":
    quick = answers.main(), replies.main(), drumbeat.main(), scale.main(), enqueue.main()
    sys.exit(max(*quick, throughput.main(), broadcast.main(), storm.main()))
