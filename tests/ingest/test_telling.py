"""What reports, and to where a quotation goes on."""

from ingest.clean import paragraphs
from ingest.structure import outline
from ingest.telling import any_of, heard, signs
from tests.ingest.genre import document


def reports(text: str) -> list[bool]:
    plan = outline(paragraphs(document(text)))
    rooms = ([plan.lead] if plan.lead else []) + list(plan.rooms)
    return [reporting for _, reporting in heard(rooms)]


def test_a_quotation_goes_on_to_the_end_of_its_room() -> None:
    text = "一、检查。县局要求，各镇要排查。各村要整改。\n二、督导。县安委办要督查。\n"
    assert reports(text) == [True, True, False]


def test_a_deed_is_told_in_its_own_sentence() -> None:
    text = "一、检查。各镇检查了企业。各村要整改。\n"
    assert reports(text) == [True, False]


def test_a_sentence_that_orders_tells_no_deed() -> None:
    assert signs("近日，各镇检查了企业。") == {"deed"}
    assert signs("近日，各镇检查了企业的，要建立台账。") == frozenset()


def test_any_of_many_lines_names_an_author() -> None:
    assert any_of("author", ["一、检查。", "（记者 ×××）"])
    assert not any_of("author", ["一、检查。", "各镇要组织记者采访。"])
