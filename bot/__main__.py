"""`python -m bot`."""

import signal
import sys

SERVING = {"demo", "run", "start"}


def end_well_from_now_on() -> None:
    """What serves ends with 0 and without a word whenever it is told to, also while it still loads its modules."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))


if __name__ == "__main__":
    if SERVING.intersection(sys.argv[1:2]):
        end_well_from_now_on()
    from bot.cli.program import main

    main()
