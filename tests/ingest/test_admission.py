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


def test_a_letter_that_a_copy_left_without_title_and_signature_is_read() -> None:
    read = notice_of(
        document(
            "各乡镇，县直各单位：\n现将国庆节值班事项通知如下：\n一、值班。各乡镇要落实安全值班。\n"
        )
    )
    assert (read.title, read.addressees, len(read.tasks)) == ("", ("各乡镇", "县直各单位"), 1)


def test_addressees_alone_are_no_name() -> None:
    with pytest.raises(NotANotice, match="标题"):
        notice_of(document("各乡镇：\n节日将至。\n一、值班。各乡镇要落实安全值班。\n"))


def test_a_letter_on_a_hazard_alone_is_read() -> None:
    read = notice_of(
        document(
            "省能源局关于开展煤矿防治水专项检查的通知\n各煤矿企业：\n1.各煤矿企业4月25日前排查老空水。\n贵州省能源局\n2026年4月2日\n"
        )
    )
    assert len(read.tasks) == 1
