"""What is refused, and what the refusal says."""

import pytest

from ingest.errors import NotANotice
from ingest.pipeline import notice_of
from tests.ingest.genre import document


def test_traditional_script_is_refused() -> None:
    text = "孝義市安全生產委員會關於做好2025年安全生產工作的通知\n各鄉鎮：\n一、檢查。各鄉鎮要開展檢查。\n"
    with pytest.raises(NotANotice, match="繁体字"):
        notice_of(document(text))


def test_addressees_and_signature_are_enough_of_a_name() -> None:
    read = notice_of(
        document("各学校：\n一、自查。各学校要完成安全自查。\n孝义市教育局\n2025年5月8日\n")
    )
    assert (read.title, read.issuer, len(read.tasks)) == ("", "孝义市教育局", 1)
    assert "masthead.no-title" in {i.code for i in read.issues}
