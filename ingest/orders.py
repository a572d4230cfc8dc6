"""Whether a sentence orders something: the tests of mood, tense and section, in the order they hold.

1. The marks of an order are gathered: a modal word, a clause that a verb opens, an agent, a date, a recurrence, a
   number to reach, a responsibility note.
2. A row of ``rules/mood.yml`` that matches makes the sentence something else (background, past, finding, scope …),
   unless one of the marks that the row names outweighs it.
3. The section decides next: where it tells aims, the situation, why or what is inspected, the sentence needs the
   marks that ``_NEEDS`` lists. Ahead of the first number (``lead``) an order asks (要 with an agent or a
   date, 请 …) or plans (an agent or a number with a date).
4. A phrase without any verb and any mark orders nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from ingest.agents import read_agents
from ingest.first_characters import quick
from ingest.numerals import CAPITAL_PART
from ingest.records import Task
from ingest.rulebook import Rule, rule_table
from ingest.sieve import Sieve, sieve
from ingest.subjects import parts, predicate

_MODAL = quick(
    r"应当|必须|务必|(?:全面|全部|全域|全天)禁(?=[放燃售行烧渔])|务须|务求|(?<!容)不得(?![。，；！]|$)|严禁|禁止|(?<![查测看摸拿吃认])不准|不许|切勿|一律|请(?!示|假|求|销|奖|客|罪)|望(?=各|认真|你|遵照|高度)"
    r"|(?<![一必])须(?!知)|(?<![对相反响供适感效理顺呼])应(?!有之义|急|对|用|届|邀|战|变|力|有尽有|收尽收|检尽检|改尽改|答|诉|付|聘|知|城|县|收|援)"
    r"|(?<![主需重首紧摘简扼只必将概纲险显次机])要(?!求|素|点|件|害|闻|塞|情|么|是|义|旨|道|事|地|职|案|诀|领|冲|隘)"
)
_TERM = re.compile("“[^“”]{1,20}”")
_CITED = re.compile("《[^《》]*》")
_PLEASE = re.compile(r"(?:^|[，；。])(?:特|现)?请(?!示|假|求)")
_REPORTED = re.compile(r"(?:报送?|上报|反馈|提交|发至|发送)")
_OPENING = ("subject.act", "subject.duty", "subject.adverb", "subject.leads", "subject.assists",
            "subject.joins", "subject.convenes", "subject.minds", "subject.modal")  # fmt: skip
_STATED = re.compile(r"已|仍|还|均|就|曾|再|也|都|将(?=[进持继面]|会)")
_NOUN_HEAD = re.compile(
    r"(?:(?:主要|工作)(?:成效|成绩|做法|经验|亮点)|(?:主要|突出)(?:安全|火灾|事故|灾害)?风险|回顾|情况|内容|范围|重点|时间|对象|方面|形势|标准|清单|(?:督办|交办)事项|(?:督办|交办|整改|办理)[时期]限)$"
    r"|^(?:重点|主要)(?:检查|督查|督导|抽查)$|^(?:参加|参会|与会|出席|列席)(?:会议)?(?:人员|单位)$"
)
_DONE = re.compile(
    "(?<![为除极算完得受免罢])了(?!解|如|然|望|结|断|却|事|不)(?=[^，。；的]{2,30}(?:[，。；]|$))"
)
"""What has been done (形成了清单), which opens no order."""
_OBJECT_FIRST = re.compile(r"(?:将|把|对(?!于)|让|使|给)")
_VERBS = re.compile(
    r"[开做抓淘购买选聘登录签申引支吸取加强落建完推健实组制深严压防排整检督召编报提确保明规巩守管查处治培宣学贯聚统协配签设执履参扎突坚围紧切对将把由按依"
    r"清拆关停封打改修补接通疏劝巡值监测预演训用减降控遏杜消化增扩发送公约责问追奖罚收缴撤移转交办审批验评估考核]"
)
UNSURE = "agent.unlisted_verb"
"""An office in front of a verb that no list has: a statement as often as an order."""
_ORDINAL = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]{1,4}条[、：]?|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}(?:是(?!否)|要|、)|"
    + CAPITAL_PART
    + r"|\d{1,2}[.．、](?!\d)|[①-⑳]|第[一二三四五六七八九十]{1,3}[，、]|首先|其次|再次|最后)[，、]?"
)
_FOUR_CHARACTERS, _TWO_CHARACTERS = re.compile(r"(?:\W*\w){4}"), re.compile(r"(?:\W*\w){2}")
_COUNTED = re.compile(r"[一二三四五六七八九十]{1,2}(?:是(?!否)|要)|第[一二三四五六七八九十]{1,2}，")
_LOOKED_AT = re.compile(
    r"(?!.*(?:开展|进行|组织|建立|填写|留存|报送|上报|形成)).*(?:情况|记录|台账|资料|档案|案卷)[。；]?$"
)
"""What an inspection looks at, whatever time it is of (一季度例会记录)."""
_NOUN_LIST = re.compile(
    r"(?![查检督封堵抓盯访约巡护管控治整清理拆改修补排抽配聚关突])(?:[^，。；：、的]{1,14}、){1,12}[^，。；：、的]{1,14}等[^，。；：、的级候待]{0,8}"
    r"(?:企业|单位|机构|场所|区域|部位|环节|领域|行业|设施|设备|建筑|作业|路段|人群)(?:（[^（）]{1,40}）)?[。；]?"
)
"""What is meant, one beside the other, where no verb opens it (商场、学校等重点场所。, but 检查商场、学校等重点场所。)."""
_OPENING_YEAR = re.compile(
    r"(?:[^，。；：对将把要应须按]{0,6})?(20\d\d)年(?:度|全年)?，(?!.*(?:结转|遗留|未完成|未整改))"
)
_FIRST_COUNTED = re.compile(r"(?:^|：)(?:一是|第一，|首先)")
_CHARGED = re.compile("由[^，。；]{2,40}负责，(?=[^，。；])")
"""Who is in charge, in front of what is to be done (由各村各自负责，检查…)."""
_TOLD = ("finding", "past", "significance", "background")
"""Kinds that the members of a list share with its first."""
_COUPLET = re.compile(r"(?:[^，。；、]{4}，){1,2}[^，。；、]{4}。")
"""Phrases of four syllables side by side, as headings have them (深入排查，全面整改。)."""
_CONNECTIVE = re.compile(
    r"^(?:同时|并且?|还|此外|另外|特别(?=针对)|特别是|尤其是|要注意|其中|与此同时|在此基础上|另)，?"
)
_MEANWHILE = re.compile(r"[^，。；、]{2,10}(?:期间|时|后|前|中)(?:要|应|须|必须|务必|不得)")
_TRIGGER = re.compile(
    r"(?:一旦|如|若|遇|凡|发现|发生|接到|[^，]{0,16}(?:[前后时期间底末内]|基础上|过程中))[^，]{0,20}，(?:每[年月周日]|每半年|每季度)?$"
)
_TOPIC = re.compile(r"[^，。；、]{2,10}(?:上|方面)，")
"""A topic at the head of a sentence, as a heading would be (考核奖惩上，…)."""
_PAIR = re.compile(r"[^，。；、]{1,8}[和与及][^，。；、]{1,6}(?=，)")
"""Two things at the head of a counted sentence: its topic (五是烟花爆竹和校园，…) unless a verb opens it."""
_OTHERS = re.compile(
    r"(?![要应须必])[^，。；：]{2,24}(?:的[\u4e00-\u9fff]{2,10}|者)，(?=[^，。；：]{0,12}(?:不得|应当?(?!急)|必须|须|(?<![重主需])要|一律|严禁|由|予以))"
)
"""Those of whom something holds, as the subject of an order (得分低于60分的分包商，两年内不得…, 外出一天以上者，须报备)."""
_ALL_SUCH = re.compile(
    r"(?:各|所有|全体)[^，。；：、]{2,12}?(?:必须|应当|须|(?<![主重需])要(?!求)|不得)"
)
"""All of a kind as the subject of an order, whether the kind acts or not (所有尾矿库必须…)."""
_TO_ALL = re.compile(
    r"严禁|禁止|凡(?!事)|(?:要|应当?|须)?(?:(?:大力|坚决|切实|着力|持续|进一步)*(?:整治|力戒|防止|杜绝|克服|反对|破除)[^，。；]{0,6}(?:形式主义|官僚主义)"
    r"|统筹好?(?:高质量)?发展[和与]安全)"
)
"""A prohibition, what holds of all who …, or what all are admonished to (要力戒形式主义), is no duty of the subject
that was named before."""
_SELF_INSPECTED = re.compile(
    r"对(?:自查|自纠|自身|本(?:单位|部门|企业|辖区))|自查(?:自纠)?(?:报告|情况|结果|台账|清单)(?!.*请)"
    r"|对于?(?:检查|排查|巡查|摸排)(?:中|时)?(?:发现|查?出)的[^，。；]{0,20}?(?:，(?:要|应)?|要|应)(?:逐[一项条]|立即|及时|分类)*(?:填[写报]|登记|建立|制定|整改|明确|列出)|对[^。；]{2,40}的，(?:要|应|须)?书面(?:说明|报告)"
)
"""Who inspects itself mends and reports what it finds (企业开展自查。对自查出的隐患立行立改。), and whoever inspects
writes it down (对检查中发现的隐患，逐项登记。)."""
_REPORTS = re.compile(
    "(?:[^，。；]{1,14}[前内后底日]，)?向[^，。；]{2,24}(?:上报|报送|报告|汇报|反馈|提交)(?!的)"
)
"""To whom something is reported (每月26日前，向镇安委会上报总结)."""
_AND = re.compile("并(?=[在于按将对及向要做]|同时|结合)")
"""What opens a sentence that is but a further clause of the one before (并于6月底前报送)."""
_AIMED_AT = re.compile(
    "针对[^，。；]{2,50}(?:加大|加强|强化|开展|组织|落实|制定|采取|进行)(?=[^，。；])"
    "(?![^，。；对]*的[^，。；]{0,8}(?:企业|单位|部门|人员|场所|个人|者|[，。；]))"
)
"""At what an order is aimed, in front of its verb (针对特种设备加大检查力度); 针对…加强教育的企业 names some."""
_DEALT_WITH = re.compile(
    "对[^，。；]{2,60}(?:，[^，。；]{2,30}的)?，(?:(?:要(?!求)|应(?!急)|务必|必须|须)(?!由)|(?P<supervised>督促|指导))"
)
_SANCTION = re.compile(
    "处罚|查处|惩处|处理|追究|追责|问责|约谈|通报|取缔|责令|停产|停业|关闭|关停|移[交送]|曝光|吊销|挂牌"
)
_FORMULA = re.compile(
    r"(?:现)?(?:将|把)?[^，。；]{0,90}(?:印发|转发|下发|发)给?你(?:们|单位|处|局)|[^，。；]{0,80}(?:已经?|业经)[^，。；]{0,40}(?:同意|通过|批准|审定)"
    r"|现(?:予以?|一并)?(?:印发|转发|公布|发布)(?:实施|施行|执行)?|以上(?:通知|意见|要求|事项|安排|各项|各点)?|(?:现|特)制[定订][^，。；]{2,60}|制[定订](?:本|如下|以下)[^，。；]{1,12}"
    r"|现[将就对][^，。；]{2,90}(?:如下|通知|印发)[^，。；]{0,8}|并?提出(?:以下|如下)(?:要求|意见|措施)"
    r"|请?(?:各[^，。；]{1,14}|你们|你单位)?(?:紧密)?结合[^，。；]{0,12}(?:实际|以下[^，。；]{0,6}(?:要求|意见|措施))"
    r"|(?:并)?(?:请|望|希)?(?:各[^，。；]{1,16}|你们)?(?:要)?(?:对照|[按参]照[^，。；]{1,14}|[按参]照(?=执行|办理|实施|落实)|结合[^，。；]{0,12}实际|认真|切实|严格|遵照|一并|及时|全面|抓紧|迅速)*"
    r"(?:抓好|做好|组织)?(?:传达)?(?:学习)?(?:传达)?(?:组织实施|组织学习|学习|传达学习|贯彻执行|贯彻落实|遵守执行|落实|执行|(?<=照)办理|实施|贯彻|抓好落实)"
)
_PURPOSE = re.compile(r"(?:根据|按照|依据|为了?|结合|经)[^，。；]{2,90}")
_AIM = re.compile(r"(?:^|(?<=[，。]))(?:根据|按照|依据|为了?(?!此))[^，。；]{2,90}，")
"""To what end or on whose word somebody acts, in front of the order."""
_CREED = re.compile(
    r"坚持|牢固树立|深刻(?:汲取|吸取|认识)|统筹(?:发展|好)|责任感|使命感|政治站位|至上|高度重视|(?:贯彻|学习)[^，。；]{0,30}(?:精神|指示|论述|决策部署)"
)
_OUTCOME = re.compile(
    "(?:切实|坚决|全力|有效|着力|扎实|积极)*(?:确保|保障|维护|促进|实现|严防|防范|遏制|防止|杜绝|守[牢住好]|筑牢|提高|增强|认清|压实)"
)
"""What a clause wants to come about, with no word of how."""
_PAPERS = re.compile("(?:报送|提交|提供|上报|上交|报)[^，。；：]{0,16}(?:材料|资料|表格|文件)：$")
_UNLESS_ORDERED = ("situation", "checklist", "scope")
"""Roles that a heading doesn't give where it orders by itself (破解突出问题, 明确整治范围)."""
_NEEDS = {
    "aim": {"agent", "dated", "repeated", "counted", "noted"},
    "situation": {"modal"},
    "significance": {"modal", "agent", "dated", "repeated", "counted", "noted"},
    "checklist": {"modal", "dated", "repeated", "noted", "charged"},
    "lead": {"asked", "planned"},
    "papers": {"modal", "dated", "repeated", "noted"},
    "scope": {"modal", "imperative", "agent", "noted", "planned"},
}


_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the sentence is a task; if not, what it is (``kind``) and the row that says so."""

    is_task: bool
    kind: str = "task"
    rule: str = "order"


def verdict(
    task: Task,
    titles: Sequence[str],
    noted: bool,
    following: str = "",
    counted_from: Verdict | None = None,
    year: int | None = None,
    handed_in: bool = False,
) -> Verdict:
    """What the sentence read as ``task`` is; ``titles``: those of its rooms, outermost first;
    ``noted``: whether a responsibility note or an owner cell covers it; ``following``: the next
    sentence of its paragraph; ``counted_from``: what the first of its list is (一是…；二是…);
    ``year``: that of the plan; ``handed_in``: whether it stands in a list of what is to be handed in."""
    text = _ORDINAL.sub("", task.text)
    untitled = _CITED.sub("", text) if "《" in text else text
    if not _FOUR_CHARACTERS.match(text) or not _TWO_CHARACTERS.match(untitled):
        return Verdict(False, "fragment", "order.short")
    role = "papers" if handed_in else section_role([t for t in titles if not text.startswith(t)])
    acting = _acting(task, text)
    marks = _marks(task, text, role, noted) | ({"imperative"} if acting else set())
    if heads(task.text, following, marks):
        return Verdict(False, "heading", "order.run-in")
    if _is_formula(text) and not marks & {"dated", "repeated"}:
        return Verdict(False, "formula", "order.formula")
    stated = _statement(text, acting, marks)
    if stated:
        return Verdict(False, stated.given["kind"], stated.id)
    if year and _tells_of_before(text, year) and not marks & {"modal", "by day", "noted"}:
        return Verdict(False, "past", "order.year-before")
    if counted_from and _counts_on(task.text) and not marks & _outweighing(counted_from):
        return counted_from
    if (
        role == "checklist"
        and _LOOKED_AT.match(text)
        and not marks & {"modal", "repeated", "noted"}
    ):
        return Verdict(False, role, "section.checklist")
    if role in _NEEDS and not marks & _NEEDS[role]:
        return Verdict(False, role, f"section.{role}")
    if (
        not marks
        and not _COUNTED.match(task.text)
        and (
            not _VERBS.search(text) or read_agents(text, 0, len(text)) or _NOUN_LIST.fullmatch(text)
        )
    ):
        return Verdict(False, "phrase", "order.phrase")
    return Verdict(True)


def opens_list(text: str, ruling: Verdict) -> bool:
    """Whether the sentence is the first of a list all of which tells how things stand (问题有：一是…；二是…)."""
    return ruling.kind in _TOLD and bool(_FIRST_COUNTED.search(text))


def _tells_of_before(text: str, year: int) -> bool:
    """Whether a sentence begins with a year before the plan's and so reports (2025年，全镇检查商铺120家。)."""
    m = _OPENING_YEAR.match(text)
    return m is not None and int(m[1]) < year


def _counts_on(text: str) -> bool:
    return bool(_COUNTED.match(text)) and not _FIRST_COUNTED.match(text)


def _outweighing(ruling: Verdict) -> frozenset[str]:
    """The marks that make a later member of a list something else than the first, which was ruled so."""
    return next(unless | {"modal"} | ({"imperative", "agent"} if by_another_clause else frozenset())
                for rule, unless, by_another_clause in _moods() if rule.id == ruling.rule)  # fmt: skip


def asks_for_papers(text: str) -> bool:
    """Whether a list of papers to hand in begins behind the sentence.

    >>> asks_for_papers("请于5月底前报送以下材料："), asks_for_papers("各单位要做到：")
    (True, False)
    """
    return text.endswith("：") and bool(_PAPERS.search(text))


def is_entry(text: str) -> bool:
    """Whether a sentence opens with the number of an entry (（1）自查报告；)."""
    return bool(_ORDINAL.match(text))


def asks(text: str) -> bool:
    """Whether a clause of the text opens with 请.

    >>> asks("节日将至，请各企业停产检修。"), asks("各企业邀请专家检查。")
    (True, False)
    """
    return bool(_PLEASE.search(text))


def bids(text: str) -> bool:
    """Whether a modal word of an order (要, 应, 须, 不得, 请 …) stands in the text.

    >>> bids("各镇要整改。"), bids("会议要求整改。")
    (True, False)
    """
    return bool(_MODAL.search(text))


def directs(text: str) -> bool:
    """Whether a sentence orders by its own words: by a modal word or a clause that a verb opens.

    >>> directs("做好消防检查。"), directs("各镇要整改。"), directs("全镇共发生火灾3起。")
    (True, True, False)
    """
    acting = imperatives(text)
    marks = {
        "modal": bids(text),
        "imperative": bool(acting),
    }
    there = frozenset(name for name, found in marks.items() if found)
    return bool(there) and _statement(text, acting, there) is None


def heads(text: str, following: str, marks: frozenset[str] = frozenset()) -> bool:
    """Whether a counted short sentence (一是加强领导。) heads the ``following`` one of its paragraph.

    >>> heads("一是加强领导。", "各部门要成立专班。"), heads("一是加强领导。", "二是严格问责。")
    (True, False)
    """
    m = _COUNTED.match(text)
    return bool(
        m and following and not _COUNTED.match(following) and text.endswith("。")
        and len(text) - m.end() <= 20
        and (not re.search("[，、；]", text[m.end() : -1]) or _COUPLET.fullmatch(text, m.end()))
        and not marks & {"agent", "dated", "repeated", "counted", "noted"}
    )  # fmt: skip


def section_role(titles: Sequence[str]) -> str:
    """What the sentences under these headings are for; "order" where no heading says otherwise.

    >>> section_role(["上半年安全生产形势", "监管合力有待加强"]), section_role(["总体要求", "工作措施"])
    ('situation', 'order')
    """
    if list(titles) == ["lead"]:
        return "lead"
    roles = (_role_of(t.strip("。；：，、 ")) for t in reversed(titles))
    return next((r for r in roles if r), "order")


@lru_cache(maxsize=1024)
def _role_of(title: str) -> str:
    """The role that one heading gives, "" where it gives none."""
    if not title or len(title) > 30:
        return ""
    ordering = bool(imperatives(title)) and not _NOUN_HEAD.search(title)
    rule = next((r for r in rule_table("section-role") if r.pattern.search(title)), None)
    if rule and not (ordering and rule.given["role"] in _UNLESS_ORDERED):
        return rule.given["role"]
    return "order" if ordering else ""


def _acting(task: Task, text: str) -> list[_Span]:
    """The clauses in which somebody is told to act: by a verb that opens them or an agent in them."""
    names = [o.name for o in task.owners if o.basis == "subject"]
    with_agent = [
        (p.start, p.end) for p in parts(text) if any(n in text[p.start : p.end] for n in names)
    ]
    return [a for a in (*imperatives(text), *with_agent) if not _DONE.search(text, *a)]


def _marks(task: Task, text: str, role: str, noted: bool) -> frozenset[str]:
    """The marks of an order that the sentence bears."""
    said = _uncited(text)
    found = {
        "modal": bool(_MODAL.search(_TERM.sub("", said) if "“" in said else said)),
        "agent": any(o.basis == "subject" and o.mention.rule != UNSURE for o in task.owners),
        "dated": any(d.basis == "explicit" for d in task.due),
        "repeated": bool(task.recurrences or task.response),
        "counted": bool(task.targets) or bool(re.search(r"\d%|百分之", text)),
        "noted": noted,
        "aim": role == "aim",
        "charged": bool(_CHARGED.match(text)),
    }
    by_a_day = any(d.mention.rule != "due.whole-year" for d in task.due if d.basis == "explicit")
    found["by day"] = by_a_day
    timed = by_a_day or found["repeated"]
    reported = timed and bool(_REPORTED.search(text))
    told = timed or (found["agent"] and _tells_what(text))
    found["asked"] = found["modal"] and (told or asks(text))
    acted = found["agent"] or found["counted"] or reported
    found["planned"] = (found["dated"] or found["repeated"]) and acted
    return frozenset(name for name, there in found.items() if there)


def _tells_what(text: str) -> bool:
    """Whether a sentence says what is to be done: without words of creed, or beside them in two clauses or more.

    >>> _tells_what("各局要提高政治站位，强化监管，做好抢修。"), _tells_what("各局要提高政治站位，强化监管，确保稳定。")
    (True, False)
    """
    plain = _AIM.sub("", text)
    if not _CREED.search(plain):
        return True
    ordered = (text[start:end] for start, end in imperatives(text))
    return sum(not (_CREED.search(o) or _OUTCOME.match(o)) for o in ordered) > 1


def _statement(text: str, acting: Sequence[_Span], marks: frozenset[str]) -> Rule | None:
    """The first row that makes the sentence something else and that no mark it names outweighs; an
    imperative outweighs where it stands in another clause than the words matched."""
    text = _uncited(text)
    for rule, outweighed_by, by_another_clause in _sifted_moods().left(text):
        if outweighed_by & marks:
            continue
        m = rule.pattern.search(text)
        if m and not (by_another_clause and _elsewhere(rule, m, acting)):
            return rule
    return None


def _uncited(text: str) -> str:
    """The text with nothing told of what the works in 《》 are called, which is not what the sentence says.

    >>> _uncited("学习《形势严峻》。")
    '学习《某某某某》。'
    """
    if "《" not in text:
        return text
    return _CITED.sub(lambda m: "《" + "某" * (len(m[0]) - 2) + "》", text)


@cache
def _sifted_moods() -> Sieve[tuple[Rule, frozenset[str], bool]]:
    return sieve((mood[0].written, mood) for mood in _moods())


@cache
def _moods() -> tuple[tuple[Rule, frozenset[str], bool], ...]:
    """Each row with the marks that outweigh it, and whether an imperative in another clause does."""
    named = ((r, frozenset(r.given["unless"].split())) for r in rule_table("mood"))
    return tuple((r, unless - {"imperative"}, "imperative" in unless) for r, unless in named)


def _elsewhere(rule: Rule, m: re.Match[str], acting: Sequence[_Span]) -> bool:
    before = rule.given.get("before") != "no"
    first, last = m.start() + (m[0][0] in "，；："), m.end()
    return any((before and end <= first) or start >= last for start, end in acting)


def goes_on(text: str) -> bool:
    """Whether the sentence is an order without an agent, so that the subject before it may go on.

    >>> goes_on("同时要建立台账。"), goes_on("零售点存药量不得超标。"), goes_on("请于5月底前报送。")
    (True, False, False)
    >>> goes_on("节日期间外出的学生应注意安全，防止意外发生。")
    False
    """
    bare = _CONNECTIVE.sub("", _ORDINAL.sub("", text))
    if _SELF_INSPECTED.match(bare):
        return True
    if _TO_ALL.match(bare) or _ALL_SUCH.match(bare) or _TOPIC.match(bare) or _OTHERS.match(bare):
        return False
    if re.match(r"(?:[^，。；]{0,20}，)?请(?!示|假)", bare):
        return False
    if re.match(r"对(?!照)[^，]{2,60}，", bare) and not _AND.match(text):
        return False
    if _MEANWHILE.match(bare) or _AIMED_AT.match(bare) or _AND.match(text) or _REPORTS.match(bare):
        return True
    if _COUNTED.match(text):
        pair = _PAIR.match(bare)
        return pair is None or bool(imperatives(pair[0]))
    clauses = imperatives(bare)
    first = next(iter(parts(bare)), None)
    if first is None or not clauses or bare[first.start : first.end].endswith("的"):
        return False
    start, _ = clauses[0]
    before = bare[:start]
    return start <= first.start or bool(
        start <= 24 and _TRIGGER.match(before) and not _MODAL.search(before)
    )


def deals_with(text: str, offices: bool) -> bool:
    """Whether the sentence orders what is to be done with something (对随时可能发生危险的，应暂停使用), so that the subject
    before it may go on; those who are no ``offices`` sanction nobody.

    >>> deals_with("对查出的隐患，要限期整改。", False), deals_with("对拒不整改的，要依法查处。", False)
    (True, False)
    """
    bare = _CONNECTIVE.sub("", _ORDINAL.sub("", text))
    m = _DEALT_WITH.match(bare)
    return m is not None and (offices or not (m["supervised"] or _SANCTION.search(bare)))


def imperatives(text: str) -> list[_Span]:
    """The clauses that a verb, an adverb or 将, 把, 对 opens."""
    found = []
    for part in parts(text):
        if _STATED.match(text, part.start):
            continue
        rule = predicate(text, part.start, part.end)
        if (rule and rule.id in _OPENING) or _OBJECT_FIRST.match(text, part.start):
            found.append((part.start, part.end))
    return found


def _is_formula(text: str) -> bool:
    """Whether every clause belongs to the formula by which a document is handed on."""
    core = False
    for clause in filter(None, re.split("[，。；]", text)):
        if _FORMULA.fullmatch(clause):
            core = True
        elif not _PURPOSE.fullmatch(clause):
            return False
    return core
