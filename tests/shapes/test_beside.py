"""The text with the findings beside the sentences that they concern."""

from __future__ import annotations

from service.checking.notice_file import read_file, report_on
from shapes.check import Options
from shapes.report.beside import beside
from tests.shapes.mutation import NOTICES


def test_every_finding_stands_once_beside_its_sentence() -> None:
    paper = read_file((NOTICES / "xiaoyi-2026.txt").read_bytes(), "xiaoyi-2026.txt")
    report = report_on(paper, Options())
    told = beside(report, paper.source)
    assert paper.source is not None
    assert ["".join(p["text"] for p in line["pieces"]) for line in told["lines"]] == [
        line for line in paper.source.splitlines() if line.strip()
    ]
    cards = [card for line in told["lines"] for card in line["cards"]] + told["whole"]
    assert len({card["anchor"] for card in cards}) == len(cards)
    names = [name for card in cards for name in card["findings"]]
    assert sorted(names) == sorted(finding.id for finding in report.open)
    assert len(names) > 30
    by_id = {finding.id: finding for finding in report.open}
    for line in told["lines"]:
        assert len({card["rule"] for card in line["cards"]}) == len(line["cards"])
        text = "".join(piece["text"] for piece in line["pieces"])
        for card in line["cards"]:
            assert all(by_id[name].sentence[:3] in text for name in card["findings"]), text
    marked = "".join(p["text"] for line in told["lines"] for p in line["pieces"] if p["told"])
    told_of = [each for finding in report.open for each in (finding, *finding.covers)]
    broken = next(each for each in told_of if each.sentence.startswith("聚焦矿山、"))
    assert "".join(broken.sentence.split()) in "".join(marked.split())
    anchors = {card["anchor"]: card["rule"] for card in cards}
    far = 0
    for line in told["lines"]:
        pointers = [each for piece in line["pieces"] for each in piece["told"]]
        assert all(anchors[each["anchor"]] == each["rule"] for each in pointers)
        here = {card["anchor"] for card in line["cards"]}
        beside_it = here | {each["anchor"] for each in line["elsewhere"]}
        assert all(
            piece["told"][0]["anchor"] in beside_it for piece in line["pieces"] if piece["told"]
        )
        assert here.isdisjoint(each["anchor"] for each in line["elsewhere"])
        far += len(line["elsewhere"])
    assert far > 5, "sentences that a card of another line tells of"
    assert all(anchors[each["anchor"]] == each["rule"] for each in told["first"])


_MARKED = """# 甲县安全生产委员会关于做好2026年安全生产工作的通知

甲安委〔2026〕1号

各乡镇人民政府：

## 一、压实责任

**（一）开展整治。** 县国土资源局牵头，4月底前完成12处废弃矿山边坡隐患治理，{far}按照附件3所列标准打分。

| 序号 | 任务 | 牵头单位 | 完成时限 |
|---|---|---|---|
| 1 | 废弃矿山治理12处 | 县国土资源局 | 2026年4月底 |

甲县安全生产委员会

2026年2月30日
"""


def test_a_text_is_shown_as_it_is_read_and_what_has_a_place_stands_there() -> None:
    paper = read_file(_MARKED.format(far="严查" * 30 + "。").encode(), "a.md")
    report = report_on(paper, Options(profile="draft"))
    told = beside(report, paper.source)
    shown = ["".join(piece["text"] for piece in line["pieces"]) for line in told["lines"]]
    assert "一、压实责任" in shown
    assert any(line.startswith("（一）开展整治。 县国土资源局牵头") for line in shown)
    assert "1 │ 废弃矿山治理12处 │ 县国土资源局 │ 2026年4月底" in shown
    assert not [line for line in shown if "**" in line or "#" in line or "|" in line]
    marked = {
        (piece["text"], pointer["rule"])
        for line in told["lines"] for piece in line["pieces"] for pointer in piece["told"]
    }  # fmt: skip
    assert ("附件3", "annex-unlisted") in marked
    assert ("2026年2月30日", "notice-signed-no-such-day") in marked
    assert {"annex-unlisted", "notice-signed-no-such-day"}.isdisjoint(
        card["rule"] for card in told["whole"]
    )
    sentences = {finding.rule: finding.sentence for finding in report.findings}
    assert sentences["annex-unlisted"] == "按照附件3所列标准打分。"
    assert sentences["wording-abolished-unit"].startswith("县国土资源局牵头")
    assert sentences["wording-abolished-unit"].endswith("…")
    assert not [each for each in sentences.values() if "**" in each or each.startswith(("。", "#"))]


def test_a_graph_without_text_has_all_its_findings_on_the_whole() -> None:
    paper = read_file((NOTICES / "datong-2026.txt").read_bytes(), "a.txt")
    report = report_on(paper, Options())
    told = beside(report, None)
    assert told["lines"] == []
    assert sum(len(card["findings"]) for card in told["whole"]) == len(report.open) >= 20


def test_every_sentence_of_a_finding_of_many_is_marked() -> None:
    paper = read_file((NOTICES / "xiaoyi-2026.txt").read_bytes(), "xiaoyi-2026.txt")
    report = report_on(paper, Options())
    told = beside(report, paper.source)
    marked = "".join(p["text"] for line in told["lines"] for p in line["pieces"] if p["told"])
    covered = [each for f in report.open if f.rule == "owner-implied" for each in f.covers]
    assert len(covered) > 20
    assert all("".join(each.sentence.split())[:12] in "".join(marked.split()) for each in covered)
