from __future__ import annotations

from knowledge.language.places import offices_named

PLACES = {"tx": ["Thanh Xuân", "quận Thanh Xuân"], "txb": ["Thanh Xuân Bắc"], "hs": ["Hoa Sen"]}


def test_a_place_is_found_however_it_is_typed() -> None:
    assert offices_named("lich khai giang hoa sen", PLACES) == ["hs"]
    assert offices_named("Quận Thanh Xuân thi khi nào?", PLACES) == ["tx"]


def test_the_longer_name_wins() -> None:
    assert offices_named("phường Thanh Xuân Bắc", PLACES) == ["txb"]


def test_several_places_name_several_offices() -> None:
    assert offices_named("Hoa Sen và Thanh Xuân", PLACES) == ["tx", "hs"]


def test_parts_of_words_are_no_place() -> None:
    assert offices_named("hoa senh", PLACES) == []
    assert offices_named("", PLACES) == []
