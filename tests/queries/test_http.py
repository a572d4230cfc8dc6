"""The same questions over HTTP: ``anze build``, ``anze serve``, and SPARQLWrapper as the client."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper

from tests.queries.questions import ROOT, Question, questions
from tests.shared import PATIENT, free_port, in_environment, own_five_notices

QUESTIONS = questions()


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings for a data directory and a port of this run's own, without a rate limit."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANZE_")}
    own = in_environment({"port": free_port(), "client_rate": 0, **PATIENT})
    data = str(own_five_notices(tmp_path_factory))
    return kept | own | {"ANZE_DATA": data, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def endpoint(environment: dict[str, str]) -> Iterator[str]:
    """Address of the SPARQL endpoint of a running service over the five notices."""
    where = Path(environment["ANZE_DATA"])
    with subprocess.Popen(
        [sys.executable, "-m", "service", "serve"],
        env=environment,
        cwd=where,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        base = f"http://127.0.0.1:{environment['ANZE_PORT']}"
        try:
            until_ready(base, process)
            yield f"{base}/sparql"
        finally:
            process.terminate()


def until_ready(base: str, process: subprocess.Popen[bytes]) -> None:
    """Return as soon as the service can answer queries."""
    for _ in range(1200):
        assert process.poll() is None, "the service ended"
        try:
            if httpx.get(f"{base}/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError("the service did not become ready")


def client(endpoint: str, query: str) -> SPARQLWrapper:
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(query)
    wrapper.setReturnFormat(JSON)
    wrapper.setTimeout(60)
    return wrapper


def rows_of(wrapper: SPARQLWrapper) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Columns and rows of a JSON answer, unbound cells empty."""
    found = wrapper.queryAndConvert()
    assert isinstance(found, dict)
    columns = tuple(found["head"]["vars"])
    return columns, [
        tuple(solution.get(column, {}).get("value", "") for column in columns)
        for solution in found["results"]["bindings"]
    ]


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda q: q.name)
def test_rows(endpoint: str, asked: Question) -> None:
    columns, rows = rows_of(client(endpoint, asked.text))
    assert columns == asked.columns
    assert rows == asked.rows


def test_count() -> None:
    assert len(QUESTIONS) == 87


@pytest.mark.parametrize("method", [URLENCODED, POSTDIRECTLY])
def test_post(endpoint: str, method: str) -> None:
    asked = next(q for q in QUESTIONS if q.heading["source"] == "CQ15")
    wrapper = client(endpoint, asked.text)
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(method)
    assert rows_of(wrapper) == (asked.columns, asked.rows)


def test_csv(endpoint: str) -> None:
    asked = next(q for q in QUESTIONS if q.heading["source"] == "CQ18")
    wrapper = client(endpoint, asked.text)
    wrapper.setReturnFormat(CSV)
    table = wrapper.queryAndConvert()
    assert isinstance(table, bytes)
    lines = table.decode("utf-8").split("\r\n")
    assert lines[:2] == [",".join(asked.columns), ",".join(asked.rows[0])]
