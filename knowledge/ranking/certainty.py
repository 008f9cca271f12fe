"""How sure it is that the best fact answers the question: a logistic regression on two things about it.

docs/answers.md says on how many questions the weights were found, and how well they do on others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from knowledge.ranking.ranking import Found

COVERED = 4.5
"""For the share (0 to 1) of the question's weight that the fact has."""
RIVALLED = -2.0
"""For the rank of the best fact of another paragraph or table as a share of this one's: two good readings are none."""
FAR_BETTER = 2.0
"""Cap on that share."""


def certainty(found: Found, ranked: Iterable[Found]) -> float:
    """The probability (0 to 1) that `found`, one of the ranked (the best first), is right."""
    rival = next((other.rank for other in ranked if other.fact.block != found.fact.block), 0.0)
    odds = COVERED * found.coverage + RIVALLED * min(FAR_BETTER, rival / found.rank)
    return 1 / (1 + math.exp(-odds))
