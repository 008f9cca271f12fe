"""What the plan itself is: its number, date, signer, issuer, recipients and name, as facts."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.document import Document
from knowledge.facts.fact import Fact, Kind
from knowledge.language.text import plain


def own_data_facts(document: Document) -> Iterator[Fact]:
    """What the plan is: the fact's context names the [asking] group that wants it; it is not searched by words."""
    data = document.metadata
    signer = f"{data.signer} ({data.signer_position})" if data.signer_position else data.signer
    said = [
        ("own_number", data.number, f"Số: {data.number}"),
        ("own_date", _signed(document), _signed_words(document)),
        ("own_signer", data.signer and signer, f"{data.signer_position} {data.signer}".strip()),
        ("own_issuer", data.issuer, data.issuer),
        ("own_recipients", "; ".join(data.recipients), "Nơi nhận: " + "; ".join(data.recipients)),
        ("own_title", data.title, data.title),
        ("own_year", str(data.school_year or ""), data.title),
    ]
    for group, value, quote in said:
        if value:
            yield Fact(Kind.META, "", "", plain(value), plain(quote), "phần mở đầu", 1, -1, person=group)


def _signed(document: Document) -> str:
    data = document.metadata
    if data.signed_on:
        return f"{data.signed_on.day:02}/{data.signed_on.month:02}/{data.signed_on.year}"
    return f"tháng {data.signed_month[1]}/{data.signed_month[0]}" if data.signed_month else ""


def _signed_words(document: Document) -> str:
    data = document.metadata
    if data.signed_on:
        day = f"ngày {data.signed_on.day:02} tháng {data.signed_on.month} năm {data.signed_on.year}"
    else:
        day = f"ngày tháng {data.signed_month[1]} năm {data.signed_month[0]}" if data.signed_month else ""
    return f"{data.place}, {day}" if data.place else day
