"""What is measured, each module a command: `python -m benchmarks.answers`. All of them: `make bench`."""
