"""An evidence IRI is answered with the words that it names."""

from __future__ import annotations

from tests.service.conftest import Server

SENTENCE = "/id/source/aaaa"


def test_the_words_with_what_stands_around_them(server: Server) -> None:
    task = server.http.get("/tasks?text=三管三必须&jurisdiction=孝义市&limit=1").json()["items"][0]
    assert task["evidence"]["url"].endswith(f"{SENTENCE}?char=512,540")
    found = server.http.get(f"{SENTENCE}?char=512,516").json()
    assert found["words"] == task["text"][:4] == "市应急局"
    assert found["before"] == ""
    assert found["after"] == task["text"][4:]
    assert (found["file"], found["page"]) == ("xiaoyi-2026.txt", None)
    assert found["in"]["id"] == task["id"]


def test_a_browser_sees_them_marked(server: Server) -> None:
    page = server.http.get(f"{SENTENCE}?char=512,516", headers={"Accept": "text/html"})
    assert "<mark>市应急局</mark>" in page.text


def test_a_place_where_nothing_was_read_and_a_range_that_is_none(server: Server) -> None:
    assert server.http.get(f"{SENTENCE}?char=99999,100000").status_code == 404
    assert server.http.get(f"{SENTENCE}?char=9").status_code == 422
    for char in ("5,2", "5,5"):
        told = server.http.get(f"{SENTENCE}?char={char}")
        assert told.status_code == 422
        assert f"第一个数应小于第二个（收到“{char}”）" in told.json()["detail"]


def test_the_file_itself_is_still_described(server: Server) -> None:
    answer = server.http.get(SENTENCE, headers={"Accept": "text/turtle"})
    assert "xiaoyi-2026.txt" in answer.text
