"""What two notices have in common, on small ones made here and on the real ones."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import permutations, product
from pathlib import Path

import pytest

from alignment import compare, read_side
from alignment.comparison import VERDICTS, Comparison, aligned_duties, said_once
from alignment.degrees import degrees
from alignment.differences import differences
from alignment.export import comparison_json, difference_words, rows
from alignment.graph import alignment_statements, comparison_turtle
from alignment.kinds import SHARE
from alignment.pairs import COMMON, candidates, features, index
from alignment.pairs import SHARE as LEAST
from alignment.reading import triple_of
from alignment.records import Aligned, Difference, Duty, Side, Time
from alignment.telling import difference, mechanism, sentences
from ingest.graph import notice_triples
from ingest.pipeline import read_notice
from ontology.statements import parsed

NOTICES = Path(__file__).parents[2] / "data" / "notices"
_PAPER = """关于做好{year}年安全生产工作的通知

各乡镇人民政府，市直有关部门：

一、强化隐患排查

（一）煤矿

{sentence}

（二）其他

市教育局组织学校开展防溺水宣传。

{issuer}
{year}年1月10日
"""


def side(text: str, name: str) -> Side:
    notice = read_notice(text.encode(), name)
    return read_side(map(triple_of, notice_triples(notice)))


@cache
def real(name: str) -> Side:
    return side((NOTICES / f"{name}.txt").read_text(encoding="utf-8"), f"{name}.txt")


def pair(first: str, second: str, years: tuple[int, int] = (2025, 2026)) -> Aligned:
    """The likest pair of a notice with the first sentence and one with the second."""
    made = compare(
        side(_PAPER.format(sentence=first, year=years[0], issuer="大同市人民政府"), "a.txt"),
        side(_PAPER.format(sentence=second, year=years[1], issuer="孝义市人民政府"), "b.txt"),
    )
    row = next(row for row in made.rows if "煤矿" in row.duty.article)
    return row.aligned[0]


def test_day_that_both_notices_name_has_not_moved() -> None:
    sentence = "2027年底前完成煤矿智能化改造。"
    assert pair(sentence, sentence).differences == ()


def test_same_words_for_other_days_come_with_the_days() -> None:
    one, two = (
        Time("DueDate", "3月底前", date(2026, 3, 31)),
        Time("DueDate", "3月底前", date(2027, 3, 31)),
    )
    first, second = (Duty("x", "x", "x", 0, "3月底前完成。", times=(each,)) for each in (one, two))
    (found,) = differences(first, second, (2026, 2026))
    assert found == Difference("time", "3月底前（2026-03-31）", "3月底前（2027-03-31）", "later")


HARD = [
    ("全年完成2轮全覆盖隐患排查整治。", "全年完成1轮全覆盖隐患排查整治。", "number", "lowered"),
    ("煤矿企业每季度至少开展1次应急演练。", "煤矿企业每月至少开展1次应急演练。", "time", "raised"),
    ("2025年6月底前完成煤矿安全评估。", "2026年9月底前完成煤矿安全评估。", "time", "later"),
    ("2025年6月底前完成煤矿安全评估。", "2026年4月底前完成煤矿安全评估。", "time", "earlier"),
    ("市应急管理局组织开展煤矿体检式精查。", "市能源局组织开展煤矿体检式精查。", "owner", "other"),
    ("所有煤矿企业开展自查自纠。", "重点煤矿企业开展自查自纠。", "scope", "narrower"),
    ("煤矿企业必须安装视频监控系统。", "鼓励煤矿企业安装视频监控系统。", "strictness", "weaker"),
    ("新建煤矿智能化工作面10处以上。", "新建煤矿智能化工作面12处以上。", "number", "raised"),
    (
        "至少完成一处市、县级综合性煤矿救援基地。",
        "年底前完成1处市级综合煤矿救援基地建设。",
        "time",
        "added",
    ),
    ("对煤矿电梯进行全面检验。", "对煤矿电梯进行全面检验，6月底前完成。", "time", "added"),
    ("适时开展煤矿应急演练。", "6月底前每处煤矿开展1次应急演练。", "time", "added"),
    ("年产120万吨以上的煤矿全部开工建设。", "年产60万吨以上的煤矿全部开工建设。", "scope", "wider"),
]


@pytest.mark.parametrize(("first", "second", "kind", "way"), HARD)
def test_what_differs_where_it_matters(first: str, second: str, kind: str, way: str) -> None:
    found = {(each.kind, each.way) for each in pair(first, second).differences}
    assert (kind, way) in found


def sector(first: str, second: str) -> bool:
    """Whether sentences under headings of those sectors are one duty."""
    words = "开展隐蔽致灾因素普查，建立灾害治理台账。"
    sides = [
        side(_PAPER.format(sentence=words, year=2026, issuer=issuer).replace("（一）煤矿", f"（一）{heading}"), name)
        for heading, issuer, name in ((first, "大同市人民政府", "a.txt"), (second, "孝义市人民政府", "b.txt"))
    ]  # fmt: skip
    changed = Side(
        "",
        "",
        None,
        None,
        tuple(replace(each, text=each.text.replace("普查", "排查")) for each in sides[1].duties),
    )
    made = compare(sides[0], changed)
    return bool(next(row for row in made.rows if "隐蔽" in row.duty.text).aligned)


def test_sectors_beside_each_other_are_no_one_duty() -> None:
    assert not sector("煤矿", "非煤矿山")
    assert not sector("道路交通", "铁路")
    assert sector("煤矿", "煤矿")
    assert sector("煤矿", "矿山")
    assert sector("煤矿", "消防"), "sectors that meet in many a place"


def test_the_subject_of_a_clause_that_only_one_has_is_no_other_owner() -> None:
    found = pair(
        "完善煤矿重点任务清单，明确工作标准。",
        "完善煤矿重点任务清单，部门主要负责人每月至少检查1次。",
    )
    assert found.pair.second.owners
    assert not [each for each in found.differences if each.kind == "owner"]


def test_an_inferred_owner_is_no_other_owner_than_one_that_is_named() -> None:
    """Who is named in the sentence before is not named here: only what is new is told."""
    for before, way, named in (
        ("市安委办要印发方案。", "added", "（市应急局负责）"),
        ("市应急局要印发方案。", None, "（市应急局负责）"),
        ("市安委办要印发方案。", None, ""),
    ):
        words = "每半年组织开展1次尾矿库坝体稳定性警示教育。"
        first = side(
            _PAPER.format(sentence=before + words, year=2025, issuer="大同市人民政府"), "a.txt"
        )
        second = side(
            _PAPER.format(
                sentence=words.replace("。", named + "。"), year=2026, issuer="大同市人民政府"
            ),
            "b.txt",
        )
        row = next(each for each in compare(first, second).rows if "尾矿库" in each.duty.text)
        assert [owner.inferred for owner in row.duty.owners] == [True]
        owners = [each for each in row.aligned[0].differences if each.kind == "owner"]
        assert [each.way for each in owners] == ([way] if way else [])
        told = next(
            each for each in rows(compare(first, second)) if "尾矿库" in (each["first_text"] or "")
        )
        assert told["first_owners"][0].endswith("（据上文）")


SAME = [
    ("2025年6月底前完成煤矿安全评估。", "2026年6月底前完成煤矿安全评估。", "edited"),
    ("加强煤矿瓦斯治理，严查违规作业。", "加强煤矿瓦斯治理，严查违规作业。", "identical"),
    ("开展煤矿隐蔽致灾因素普查。", "开展煤矿隐蔽致灾因素普查，建立灾害治理台账，落实逐矿会诊制度。", "broader"),
    ("开展煤矿隐蔽致灾因素普查，建立灾害治理台账，落实逐矿会诊制度。", "开展煤矿隐蔽致灾因素普查。", "narrower"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "kind"), SAME)
def test_in_what_way_they_are_one(first: str, second: str, kind: str) -> None:
    assert pair(first, second).kind == kind


SAID_TOO = [
    ("制定煤矿任务清单，落实五项工作机制和月调度。", "制定煤矿任务清单，健全包联、巡察、督导、交办、约谈五项工作机制及月调度。"),
    ("各镇和有关部门每月至少召开一次煤矿会议，分析形势。", "市安委会坚持每月至少召开一次煤矿会议，分析安全形势。"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), SAID_TOO)
def test_what_both_say_is_no_difference(first: str, second: str) -> None:
    assert {each.kind for each in pair(first, second).differences} <= {"owner"}


PLAINLY_THERE = [
    ("2025年重点工作任务清单", "2026年度安全生产重点工作任务清单"),
    ("“三管三必须”实施细则", "“三管三必须”实施细则"),
    ("“八条硬措施”", "“八条硬措施”"),
    ("“一案双罚”", "“一案双罚”"),
    ("推广“智慧应急”", "推进“智慧应急”"),
    ("应急指挥无线通信网", "应急窄带无线通信网"),
]


@pytest.mark.parametrize(("first", "second"), PLAINLY_THERE)
def test_what_the_county_says_in_other_words_is_found(first: str, second: str) -> None:
    made = compare(real("lvliang-2025"), real("xiaoyi-2026"))
    row = next(row for row in made.rows if first in row.duty.text)
    assert any(second in each.pair.second.text for each in row.aligned)


AS_MUCH = [
    ("紧盯重点煤矿企业，开展源头治理行动。", "对重点煤矿车辆和人员开展源头治理行动。"),
    ("开展煤矿重点领域专项治理行动。", "开展煤矿重点环节专项治理行动。"),
    ("至少建成1处煤矿救援基地。", "建成一处煤矿救援基地。"),
    ("聚焦煤矿等行业领域开展全链条整治。", "聚焦煤矿等6大重点行业领域开展全链条整治。"),
    ("完成煤矿智能化试点项目。", "完成煤矿智能化项目。"),
]


@pytest.mark.parametrize(("first", "second"), AS_MUCH)
def test_other_words_that_ask_as_much(first: str, second: str) -> None:
    assert pair(first, second).differences == ()


def test_a_date_at_the_head_governs_the_clauses_behind_it() -> None:
    """2025年底前，…，市、县至少完成一处…试点项目 against 年底前完成1处…: due on the same day, one and no fewer."""
    made = compare(real("lvliang-2025"), real("xiaoyi-2026"))
    shelter = next(row for row in made.rows if row.duty.text.startswith("市、县至少完成一处"))
    assert {each.kind for each in shelter.aligned[0].differences} == {"owner"}


def test_what_an_annex_says_again_counts_once() -> None:
    first = real("lvliang-2025")
    shelters = [each.text for each in first.duties if each.text.startswith("市、县至少完成一处")]
    assert len(shelters) == 2
    told = [row.duty.text for row in compare(first, real("xiaoyi-2026")).rows]
    assert told.count(shelters[0]) == 1


def test_mechanisms_are_named_by_headings_too_and_not_by_titles_of_documents() -> None:
    """打非治违 heads an article of 孝义, 带病运行 is conduct, 分类分级 stands in a title alone."""
    made = compare(real("lvliang-2025"), real("xiaoyi-2026"))
    named = {mechanism(each) for each in (*made.lost, *made.gained)}
    assert {"1+4+4", "10+2", "巨灾保险"} <= named
    assert not named & {"打非治违", "带病运行", "分类分级监管"}
    beside = compare(real("gaoping-2024"), real("xiaoyi-2026"))
    assert "分类分级监管" in {mechanism(each) for each in beside.lost}


def test_a_mechanism_that_the_other_has_by_another_name_is_told_beside_it() -> None:
    told = sentences(compare(real("lvliang-2025"), real("xiaoyi-2026")))[2]
    assert "挂牌督改（前者有相近的挂牌督办）" in told
    assert "挂牌督办（后者有相近的挂牌督改）" in told
    assert told.count("相近") == 2


def test_rows_of_an_annex_are_told_from_articles() -> None:
    """吕梁 2025 has （十六） 加强应急队伍建设, and in its annex a row 16 of the same title."""
    told = {each.article for each in real("lvliang-2025").duties}
    assert {"（十六） 加强应急队伍建设", "附表16 加强应急队伍建设"} <= told
    assert not [each for each in told if each[:1].isdigit()]


def test_the_same_day_of_another_year_is_no_difference() -> None:
    assert "time" not in {each.kind for each in pair(*SAME[0][:2]).differences}


def test_a_ban_against_a_leave_contradicts() -> None:
    made = pair("严禁在煤矿井下使用非防爆电器。", "鼓励在煤矿井下使用非防爆电器。")
    assert made.kind == "contradicting"


def test_other_duties_are_not_one() -> None:
    other = "推进化工园区安全整治提升。"
    paper = _PAPER.format(
        sentence="煤矿企业每月开展瓦斯抽采检查。", year=2025, issuer="大同市人民政府"
    )
    made = compare(
        side(paper, "a.txt"),
        side(_PAPER.format(sentence=other, year=2026, issuer="孝义市人民政府"), "b.txt"),
    )
    coal = [row for row in made.rows if "煤矿" in row.duty.article]
    assert [row.verdict for row in coal] == ["dropped"]
    assert other in {duty.text for duty in made.only_second}


def test_every_degree_has_its_words() -> None:
    assert len(degrees()) == 6
    for row in degrees():
        assert row.pattern.search(row.example), row.id
        assert not row.pattern.search(row.counter_example), row.id


PLACES = [("datong-2026", "xiaoyi-2026", 45), ("jincheng-chengqu-2023", "gaoping-2024", 60), ("lvliang-2025", "xiaoyi-2026", 5)]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "least"), PLACES)
def test_real_notices(first: str, second: str, least: int) -> None:
    made = compare(real(first), real(second))
    counts = made.counts
    assert sum(counts[verdict] for verdict in VERDICTS) == len(made.rows) > 90
    assert len(made.rows) - counts["dropped"] >= least
    assert_whole(made)


def assert_whole(made: Comparison) -> None:
    """Every duty of both stands somewhere, and the top says the numbers."""
    taken = {each.pair.second.iri for row in made.rows for each in row.aligned}
    alone = {duty.iri for duty in made.only_second}
    assert taken | alone == {duty.iri for duty in said_once(made.second.duties)}
    assert taken & alone == set()
    told = sentences(made)
    assert len(told) == 3
    assert f"{len(made.rows)} 项职责" in told[0]


def test_the_commanders_of_forest_fires() -> None:
    """市级3-5名、县级2-3名 of 大同 against 2—3名 of 孝义: the county's number is the same."""
    made = compare(real("datong-2026"), real("xiaoyi-2026"))
    county = next(row for row in made.rows if row.duty.text.startswith("县级培养2-3名"))
    assert county.verdict == "as-it-stands"
    assert "培养2—3名" in county.aligned[0].pair.second.text


def test_alignments_as_triples() -> None:
    first, second = real("datong-2026"), real("xiaoyi-2026")
    made = aligned_duties(
        candidates(index(first.duties), index(second.duties)), (first.year, second.year)
    )
    triples = list(parsed(alignment_statements(made, "peers")))
    kinds = [t for t in triples if t.predicate.value.endswith("#alignmentKind")]
    assert len(kinds) == len(made) > 45
    assert len(set(triples)) == len(triples)
    words = [t for t in triples if t.predicate.value.endswith("#wordingFrom")]
    assert {t.subject.value for t in words} <= {duty.iri for duty in second.duties}
    assert {t.object.value for t in words} <= {duty.iri for duty in first.duties}
    assert len(words) > 5


def test_a_difference_of_owners_is_told_by_the_duties_and_not_again() -> None:
    first, second = real("lvliang-2025"), real("datong-2026")
    made = aligned_duties(
        candidates(index(first.duties), index(second.duties)), (first.year, second.year)
    )
    kinds = Counter(each.kind for aligned in made for each in aligned.differences)
    triples = parsed(alignment_statements(made, "peers"))
    told = [t.object.value for t in triples if "differenceKind" in t.predicate.value]
    assert kinds["owner"] > 3
    assert Counter(each.rpartition("/")[2] for each in told) == kinds - Counter(
        owner=kinds["owner"]
    )
    assert told


def test_no_duty_is_aligned_below_the_share_from_which_an_archive_looks_at_pairs() -> None:
    left = made = 0
    sides = [real(path.stem) for path in sorted(NOTICES.glob("*.txt"))]
    for first, second in permutations(sides, 2):
        ours, theirs, years = index(first.duties), index(second.duties), (first.year, second.year)
        whole, some = candidates(ours, theirs), candidates(ours, theirs, SHARE)
        found = aligned_duties(some, years)
        assert found == aligned_duties(whole, years)
        left, made = left + len(whole) - len(some), made + len(found)
    assert left > 5_000
    assert made > 400


def test_candidates_share_what_their_words_weigh_one_by_one() -> None:
    """Words that the same duties hold are counted together; each weighs what it weighs alone."""
    looked = 0
    sides = [real(path.stem) for path in sorted(NOTICES.glob("*.txt"))]
    for first, second in permutations(sides, 2):
        ours, theirs = ([(d.iri, features(d)) for d in side.duties] for side in (first, second))
        held = Counter(word for _, words in (*ours, *theirs) for word in words)
        count = len(ours) + len(theirs)
        weight = {
            word: math.log((1 + count) / often) if often <= COMMON * count else 0.0
            for word, often in held.items()
        }

        def weigh(words: frozenset[str], known: dict[str, float] = weight) -> float:
            return sum(map(known.__getitem__, words))

        found = {
            (p.first.iri, p.second.iri): (p.of_first, p.of_second)
            for p in candidates(index(first.duties), index(second.duties))
        }
        whole = {iri: weigh(words) for iri, words in (*ours, *theirs)}
        for (one, mine), (other, yours) in product(ours, theirs):
            both = weigh(mine & yours)
            shares = both / whole[one], both / whole[other]
            if max(shares) > LEAST + 1e-6:
                assert found.pop((one, other)) == pytest.approx(shares)
                looked += 1
        assert not found
    assert looked > 10_000


def test_the_same_words_are_aligned_however_little_their_concepts_share() -> None:
    def duty(name: str, text: str, concepts: str) -> Duty:
        codes = frozenset(f"x:{each}" for each in concepts)
        return replace(real("datong-2026").duties[0], iri=name, text=text, concepts=codes)

    more = [duty(f"x:{n}", f"加强领导{chr(0x4E00 + n)}", str(n)) for n in range(10)]
    ours = index([*more[:5], duty("x:a", "加强领导。", "sabcde"), duty("x:d", "甲乙", "ijkl")])
    theirs = index([*more[5:], duty("x:b", "加强领导。", "sijklm"), duty("x:c", "丙丁", "abcd")])
    pairs = {(p.first.iri, p.second.iri): p for p in candidates(ours, theirs, SHARE)}
    same = pairs["x:a", "x:b"]
    assert (same.share < SHARE, same.likest) == (True, 0)
    assert [each.kind for each in aligned_duties([same], (2025, 2026))] == ["identical"]


#: Sentences of the earlier and the later notice, and how their comparison says that nothing changed.
UNCHANGED = [
    ("各煤矿9月底前完成瓦斯治理。", "各煤矿9月底前完成瓦斯治理。", "数量、期限、约束力和范围没有变化。"),
    ("开展煤矿瓦斯治理排查。", "市应急局要开展煤矿瓦斯治理排查。", "只有一方写明的，见各行。"),
    ("各煤矿要完成瓦斯治理，隐患整改率达到100%。", "各煤矿要完成瓦斯治理。", "只有一方写明的，见各行。"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "said"), UNCHANGED)
def test_what_only_one_side_states_is_not_said_to_be_unchanged(
    first: str, second: str, said: str
) -> None:
    made = compare(
        side(_PAPER.format(sentence=first, year=2025, issuer="大同市人民政府"), "a.txt"),
        side(_PAPER.format(sentence=second, year=2026, issuer="孝义市人民政府"), "b.txt"),
    )
    assert sentences(made)[1].endswith(said)
    assert "both state" in sentences(made, "en")[1] or "一方" not in said


def test_examples_on_top_are_those_where_both_sides_are_written() -> None:
    one = "各煤矿6月底前完成瓦斯治理。企业每月开展1次消防安全检查。"
    two = "各煤矿完成瓦斯治理。企业每月开展2次消防安全检查。"
    made = compare(
        side(_PAPER.format(sentence=one, year=2025, issuer="吕梁市人民政府"), "a.txt"),
        side(_PAPER.format(sentence=two, year=2026, issuer="孝义市人民政府"), "b.txt"),
    )
    assert made.counts["lowered"] == made.counts["raised"] == 1
    told = sentences(made)[1]
    assert 0 < told.index("每月开展1次 → 每月开展2次") < told.index("6月底前"), told


#: Sentences of which one has a number that the other has in a clause of its own, and the difference of numbers.
ELSEWHERE = [
    ("深化煤矿老旧管网更新改造，计划更换井下低压管网5.92公里。", "9月底前完成28公里煤矿老旧管网更新改造任务。", ("5.92公里", "28公里", "raised")),
    ("9月底前完成28公里煤矿老旧管网更新改造任务。", "深化煤矿老旧管网更新改造，计划更换井下低压管网5.92公里。", ("28公里", "5.92公里", "lowered")),
    ("深化煤矿老旧管网更新改造，计划新修便道5.92公里。", "9月底前完成28公里煤矿老旧管网更新改造任务。", ("", "28公里", "added")),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "told"), ELSEWHERE)
def test_a_number_is_set_beside_one_of_its_kind_in_another_clause(
    first: str, second: str, told: tuple[str, str, str]
) -> None:
    found = [each for each in pair(first, second).differences if each.kind == "number"]
    assert [(each.first, each.second, each.way) for each in found] == [told]


def test_between_peers_demands_differ_and_have_not_changed() -> None:
    one, two = "企业每月开展1次煤矿安全检查。", "企业每月开展2次煤矿安全检查。"
    made = {
        issuer: compare(
            side(_PAPER.format(sentence=one, year=2026, issuer=issuer), "a.txt"),
            side(_PAPER.format(sentence=two, year=2026, issuer="孝义市人民政府"), "b.txt"),
        )
        for issuer in ("大同市人民政府", "吕梁市人民政府")
    }
    told = [(sentences(each)[1][:6], sentences(each, "en")[1][:18]) for each in made.values()]
    assert told == [("要求不同的：", "Demands that diffe"), ("要求有变化的", "Demands that chang")]


def test_of_peers_neither_asks_more_by_what_it_alone_writes() -> None:
    one, two = "开展煤矿瓦斯治理排查。", "9月底前开展煤矿瓦斯治理排查。"
    verdicts = [
        compare(
            side(_PAPER.format(sentence=one, year=2026, issuer=issuer), "a.txt"),
            side(_PAPER.format(sentence=two, year=2026, issuer="孝义市人民政府"), "b.txt"),
        )
        for issuer in ("大同市人民政府", "吕梁市人民政府")
    ]
    assert [(made.relation, made.counts["raised"]) for made in verdicts] == [
        ("peers", 0),
        ("below", 1),
    ]
    (row, _) = comparison_json(verdicts[0])["items"]
    assert [difference_words(each) for each in row["differences"]] == ["时间只后者写明：9月底前"]
    graphs = [comparison_turtle([made]).decode() for made in verdicts]
    assert ["uptake/raised" in graph or "uptake:raised" in graph for graph in graphs] == [
        False,
        True,
    ]


def test_what_is_said_twice_is_told_on_top() -> None:
    made = compare(real("lvliang-2025"), real("xiaoyi-2026"))
    again = len(made.first.duties) - len(made.rows)
    assert again == 2
    assert f"{len(made.rows)} 项职责（逐字重复的 {again} 项不另计），" in sentences(made)[0]
    assert f"({again} said twice word for word count once)" in sentences(made, "en")[0]


def test_what_one_side_states_alone_is_told_alone() -> None:
    assert difference(Difference("owner", "", "市应急局", "added")) == "责任主体新增：市应急局"
    assert difference(Difference("owner", "市应急局", "", "dropped")) == "责任主体略去：市应急局"
    apart = difference(Difference("owner", "市应急局", "", "dropped"), relation="peers")
    assert apart == "责任主体只前者写明：市应急局"
    assert difference(Difference("scope", "", "重点", "narrower")) == "范围更窄：未写 → 重点"
    assert difference(Difference("time", "", "5月底前", "added"), "en") == "Time: added, 5月底前"
    rows = comparison_json(compare(real("datong-2026"), real("xiaoyi-2026")))["items"]
    told = [difference_words(each) for row in rows for each in row["differences"]]
    assert len(told) > 40
    assert not [each for each in told if "：无 →" in each or "→ 无" in each]
