"""A short draft around a sentence, and what is told of it."""

from __future__ import annotations

from service.checking.notice_file import read_file, report_on
from shapes.check import Options

OPENING = "现将有关事项通知如下。"
DRAFT = "{issuer}关于{title}\n\n{addressees}：\n\n现将有关事项通知如下。\n\n一、重点任务\n\n（一）检查。{sentence}\n\n{rest}{issuer}\n{date}\n"


def told(
    sentence: str,
    *,
    issuer: str = "孝义市人民政府",
    title: str = "做好{year}年安全生产工作的通知",
    year: int = 2026,
    date: str = "2026年2月5日",
    rest: str = "",
    addressees: str = "各乡镇人民政府",
    opening: str = OPENING,
) -> set[str]:
    """The rules that tell of a draft with the sentence in its first article, ``rest`` behind it, and that ``opening``."""
    text = DRAFT.replace(OPENING, opening).format(
        issuer=issuer, title=title.format(year=year), addressees=addressees, sentence=sentence,
        rest=rest, date=date,
    )  # fmt: skip
    report = report_on(read_file(text.encode(), "x.txt"), Options(profile="issued"))
    return {finding.rule for finding in report.findings}
