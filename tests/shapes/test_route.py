"""POST /validate: a notice in, its report in the form that Accept names."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from service.settings import Settings
from service.web.app import create_app
from shapes.report.forms import FORMS
from shapes.rulebook import load_rulebook
from tests.languages import told_in_english
from tests.shapes.mutation import NOTICES

DATA = (NOTICES / "datong-2026.txt").read_bytes()
#: Its head, its first articles and its end, where what is found is not what a test is about.
SHORT = DATA[: DATA.index("二、".encode())] + DATA[DATA.rindex("大同市人民政府".encode()) :]


class Client:
    """Requests to the application without a network."""

    def __init__(self, app: FastAPI, runner: asyncio.Runner) -> None:
        self.app = app
        self.runner = runner

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.request(method, path, **more)

        answer = self.runner.run(send())
        told_in_english(answer)
        return answer

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.request("POST", path, **more)

    def get(self, path: str) -> httpx.Response:
        return self.request("GET", path)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("route") / "none"))
    with asyncio.Runner() as runner:
        yield Client(app, runner)
        runner.run(app.state.anze.checker.stop())


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_form_by_accept(client: Client, form) -> None:  # type: ignore[no-untyped-def]
    found = client.post(
        "/validate", files={"file": ("d.txt", SHORT)}, headers={"Accept": form.media_type}
    )
    assert found.status_code == 200
    assert found.headers["content-type"].startswith(form.media_type)
    assert len(found.content) > 1000


def test_json_is_the_default_and_a_browser_gets_html(client: Client) -> None:
    upload = {"file": ("d.txt", DATA)}
    assert client.post("/validate", files=upload).json()["conforms"] is True
    page = client.post("/validate", files=upload, headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.text.startswith("<!DOCTYPE html>")


def test_raw_body_text_field_and_parameters(client: Client) -> None:
    raw = client.post("/validate?profile=strict&name=d.txt", content=SHORT)
    assert raw.json()["profile"] == "strict"
    assert raw.json()["notice"]["file"] == "d.txt"
    typed = client.post("/validate", data={"text": SHORT.decode()})
    assert typed.json()["notice"]["doc_number"] == "同政发〔2026〕1号"
    curled = client.post(
        "/validate", content=SHORT, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert curled.json()["notice"]["doc_number"] == "同政发〔2026〕1号"
    assert (
        client.post("/validate?format=ttl", content=SHORT)
        .headers["content-type"]
        .startswith("text/turtle")
    )


def test_a_blank_name_is_none(client: Client) -> None:
    for name in ("%0A", "%20", ""):
        told = client.post(f"/validate?name={name}", content=SHORT)
        assert (told.status_code, told.json()["notice"]["file"]) == (200, "notice.txt")


def test_a_notice_wrapped_in_json_is_told_how_to_come(client: Client) -> None:
    told = client.post("/validate", json={"text": SHORT.decode()})
    assert told.status_code == 415
    assert "text/plain" in told.text
    assert "file=@" in told.text


def test_superior_rules_and_waivers_come_along(client: Client) -> None:
    files = {
        "file": ("d.txt", DATA),
        "superior": ("l.txt", (NOTICES / "lvliang-2025.txt").read_bytes()),
        "rules": ("r.yaml", "rules: {owner-open: {severity: off, reason: 试试}}".encode()),
        "waivers": ("w.yaml", b"waivers: []"),
    }
    data = client.post("/validate", files=files).json()
    assert data["notice"]["superior"].startswith("吕梁市")
    assert "owner-open" not in {finding["rule"] for finding in data["findings"]}
    assert [rule["changed_because"] for rule in data["rules"] if rule["id"] == "owner-open"] == [
        "试试"
    ]


@pytest.mark.parametrize(
    ("content", "accept", "status"),
    [
        (b"", "*/*", 422),
        (bytes(range(256)) * 20, "*/*", 422),
        (DATA, "image/png", 406),
        ("从前有座山。".encode() * 50, "*/*", 422),
    ],
)
def test_bad_requests(client: Client, content: bytes, accept: str, status: int) -> None:
    found = client.post("/validate", files={"file": ("x.txt", content)}, headers={"Accept": accept})
    assert found.status_code == status
    assert found.headers["content-type"] == "application/problem+json"
    assert len(found.json()["detail"]) > 5


def test_no_file(client: Client) -> None:
    assert client.post("/validate", files={"other": ("x.txt", b"x")}).status_code == 400


def test_the_schema_is_served(client: Client) -> None:
    assert client.get("/validate/schema").json()["title"] == "ReportData"


def test_every_rule_is_explained(client: Client) -> None:
    page = client.get("/validate/rules").text
    assert page.count("<section id=") == len(load_rulebook().rules)
    assert "id='owner-missing'" in page


FOREIGN = (Path(__file__).parent / "examples" / "foreign.ttl").read_bytes()


def test_a_graph_is_checked(client: Client) -> None:
    answer = client.post("/validate", content=FOREIGN, headers={"Content-Type": "text/turtle"})
    assert answer.status_code == 200
    found = {finding["rule"] for finding in answer.json()["findings"]}
    assert found >= {"form-Notice-signed", "form-DueDate-by", "owner-missing"}


@pytest.mark.parametrize("body", [b"oops <", b"", FOREIGN + FOREIGN.replace(b"/n>", b"/m>")])
def test_a_graph_that_cannot_be_checked_is_told_in_words(client: Client, body: bytes) -> None:
    answer = client.post("/validate", content=body, headers={"Content-Type": "text/turtle"})
    assert answer.status_code in (400, 422)
    assert answer.json()["detail"]


def test_the_shapes_are_given(client: Client) -> None:
    for path in ("/shapes?part=core&profile=strict", "/check"):
        answer = client.get(path)
        assert answer.headers["content-type"].startswith("text/turtle")
        assert "azc:owner-missing" in answer.text
    assert client.get("/shapes?profile=loose").status_code == 422


def test_a_list_that_comes_back_is_no_notice(client: Client) -> None:
    book = client.post("/validate?format=xlsx", files={"file": ("d.txt", SHORT)}).content
    refused = client.post("/validate", files={"file": ("清单.xlsx", book)})
    assert refused.status_code == 422
    assert "这是带回的问题清单" in refused.text
    taken = client.post(
        "/validate", files={"file": ("d.txt", SHORT), "returned": ("清单.xlsx", book)}
    )
    assert taken.status_code == 200


def test_a_superior_that_the_graph_does_not_have_is_told(client: Client) -> None:
    for above in ("141100-2025-draft-0", "x> } <y"):
        told = client.request("POST", "/validate", content=SHORT, params={"above": above})
        assert told.status_code == 404
        assert "图谱里没有编号为" in told.json()["detail"]
