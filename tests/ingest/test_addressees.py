"""Every form in which offices write to whom a notice goes."""

from pathlib import Path
from typing import Any

import pytest

from ingest.address_names import names
from ingest.export import notice_json
from ingest.pipeline import notice_of
from tests.ingest.genre import document
from tests.ingest.written import written

CASES: list[dict[str, Any]] = written(Path(__file__).with_name("addressees.yml"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["line"])
def test_names(case: dict[str, Any]) -> None:
    assert list(names(case["line"] + "：")) == case["names"]


def test_there_are_enough_forms() -> None:
    assert len(CASES) == 145


PAGES = {
    "notice.html": (
        "<html><body><div><h1>{title}</h1><p><strong>各乡（镇）人民政府、&nbsp;县直各单位:</strong></p>"
        "<p>{body}</p></div></body></html>"
    ),
    "lines.html": "<html><body><h1>{title}</h1>各乡（镇）人民政府、县直各单位：<br>{body}</body></html>",
    "notice.md": "# {title}\n\n**各乡（镇）人民政府、县直各单位**：\n\n{body}\n",
    "quote.md": "## {title}\n\n> 各乡（镇）人民政府、县直各单位：\n\n{body}\n",
    "notice.txt": "{title}\n\n　各乡（镇）人民政府、县直各单位：\n　　{body}\n",
}


@pytest.mark.parametrize("name", PAGES)
def test_addressees_of_pages(name: str) -> None:
    body = "一、检查。各乡镇要在6月底前开展安全隐患检查，建立台账，落实责任。"
    text = PAGES[name].format(title="甲县应急管理局关于做好2026年安全生产工作的通知", body=body)
    found = notice_json(notice_of(document(text, name)))["notice"]["addressees"]
    assert found == ["各乡（镇）人民政府", "县直各单位"]
