"""Any IRI has a page: what it is, its parts in order, what points to it."""

from __future__ import annotations

import pytest
from rdflib import Graph, Literal, URIRef

from ontology.docs_resource import resource_page, vocabulary_about, vocabulary_labels
from ontology.ids import BASE
from ontology.terms import az

LOOP = BASE + "code/mechanism/yinhuan-bihuan"


def page(iri: str) -> str:
    about = vocabulary_about(iri)
    assert about is not None
    return resource_page(iri, about)


def test_steps_stand_in_order_with_who_takes_them() -> None:
    text = page(LOOP)
    places = [text.index(f">{step}</a>") for step in ("排查", "登记", "整改", "复查", "销号")]
    assert places == sorted(places)
    assert "执行方职能：企业、负有安全监管职责的部门" in text
    assert "Closed loop of hazard governance" in text


@pytest.mark.parametrize(
    ("iri", "words"),
    [
        (BASE + "ontology#Task", "一句话"),
        (BASE + "code/sector/coal-mine", "煤矿"),
        (BASE + "code/mechanism/sanguan-sanbixu", "第三条第三款"),
        (BASE + "code/mechanism/10-2", "不作释义"),
        (BASE + "code/function/emergency-management", "安全生产监督管理局"),
        (BASE + "id/jurisdiction/141181", "吕梁市"),
        (BASE + "code/accident-level/larger", "10000000"),
    ],
)
def test_pages_of_the_vocabulary(iri: str, words: str) -> None:
    assert words in page(iri)


def test_unknown_iri_has_nothing() -> None:
    assert vocabulary_about(BASE + "code/sector/none") is None


def test_text_of_notices_cannot_become_markup() -> None:
    node = URIRef(BASE + "id/notice/x/task/1")
    about = Graph().add((node, az("text"), Literal("<script>alert(1)</script>")))
    text = resource_page(str(node), about)
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_long_lists_are_cut_and_say_so() -> None:
    node = URIRef(BASE + "id/unit/x/y")
    about = Graph()
    for number in range(30):
        about.add((node, az("ownerOf"), URIRef(f"{BASE}id/task/{number}")))
    text = resource_page(str(node), about, limit=10, link=lambda iri: "/see?iri=" + iri)
    assert text.count('href="/see?iri=') == 10
    assert "另有 20 项" in text


def test_labels_of_everything_that_ships() -> None:
    labels = vocabulary_labels()
    assert len(labels) > 4000
    assert labels[str(az("Task"))] == ("任务", "Task")
    assert labels[BASE + "id/jurisdiction/141181"] == ("孝义市", "Xiaoyi City")
