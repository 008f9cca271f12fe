"""A second reading of a plan: what in it does not agree with itself, so that staff can put it right.

Every rule reports only what the document's own words show to be wrong, whichever of the two places it is; what may be
meant as it stands is left alone. A rule that is unsure is silent: one false alarm costs more trust than ten misses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from knowledge.document import Document
from knowledge.findings.counters import counters
from knowledge.findings.dates import dates
from knowledge.findings.lists import lists
from knowledge.findings.names import names
from knowledge.findings.papers import papers
from knowledge.findings.passages import Passage, passages
from knowledge.findings.prose import prose
from knowledge.findings.report import Finding, Place
from knowledge.findings.shape import shape
from knowledge.findings.sums import sums
from knowledge.findings.titles import titles
from knowledge.findings.trees import trees
from knowledge.findings.years import years

__all__ = ["Finding", "Place", "findings"]

_OF_DOCUMENT: tuple[Callable[[Document], Iterable[Finding]], ...] = (sums, trees, shape, counters, years)
_OF_TEXTS: tuple[Callable[[Document, list[Passage]], Iterable[Finding]], ...] = (
    papers,
    prose,
    lists,
    names,
    dates,
    titles,
)


def findings(document: Document) -> tuple[Finding, ...]:
    """Everything that does not agree, in the order of the document (by the last place of each finding)."""
    texts = passages(document)
    found = [finding for rule in _OF_DOCUMENT for finding in rule(document)]
    found.extend(finding for rule in _OF_TEXTS for finding in rule(document, texts))
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: max(place.line for place in finding.places)))
