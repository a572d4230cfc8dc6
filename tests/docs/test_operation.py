"""What the running service reports of itself is documented."""

from __future__ import annotations

import re
import urllib.request

from service import errors
from tests.docs.running import ROOT, Running

SERVICE = ROOT / "docs" / "service"


def test_every_metric(service: Running) -> None:
    service.ask("SELECT ?x { ?x a <https://w3id.org/anze/ontology#Notice> }")
    with urllib.request.urlopen(f"{service.base}/metrics", timeout=60) as answer:
        lines = answer.read().decode("utf-8").splitlines()
    names = {re.split(r"[{ ]", line)[0] for line in lines if line and line[0] != "#"}
    metrics = {re.sub(r"_(bucket|count|sum|created)$", "", name) for name in names}
    metrics -= {"anze_requests"}  # when anze_requests_total was made
    assert len(metrics) >= 7
    text = (SERVICE / "operation.md").read_text("utf-8")
    assert not [name for name in sorted(metrics) if f"`{name}`" not in text]


def test_every_kind_of_problem() -> None:
    kinds = [each for each in vars(errors).values() if isinstance(each, type)]
    slugs = {each.slug: each.status for each in kinds if issubclass(each, errors.ServiceError)}
    assert len(slugs) >= 20
    rows = re.findall(
        r"^\| ([\d, ]+) \| (.+?) \|", (SERVICE / "sparql.md").read_text("utf-8"), re.MULTILINE
    )
    for slug, status in slugs.items():
        assert any(str(status) in row[0] and f"`{slug}`" in row[1] for row in rows), slug
