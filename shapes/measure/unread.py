"""What the text says of owners and times beyond what the graph holds of them, so that a finding can say how
sure it is: a sentence whose agent stands in an earlier one, or whose words were not recognised, is not
one that nobody answers for. Only the text of a document can tell; a graph means what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shapes.blanks import blank_deadlines
from shapes.facts import Fact, measured, seen
from shapes.measure.acting import acting_heading
from shapes.measure.kind import Kind, asks_times
from shapes.measure.noted import lacking_notes
from shapes.measure.opening import Opening, is_heading, past_number, read_opening
from shapes.measure.times import ASKS, governed
from shapes.tables import first_match, patterns
from shapes.text import clauses, fold
from shapes.view import Notice, Section, Task

_CITED = re.compile(r"《[^》]*》(?:[（(](?:19|20)\d\d年?[^（）()，。；]{0,6}[）)])?|〔[^〕]*〕|\s+")
_MANNER = re.compile(r"(?:方式|方法|程序|流程)$")  # 督查方式: （一）听 … （二）查 … （三）看
_OF_THE_YEAR = next(row.regex for row in patterns("unread-times") if row.id == "of-the-year")
_COVER = re.compile(
    r"现[^。；]{0,40}(?:印发|转发|下发|发)给?你|请[^。；，]{0,16}(?:遵照|遵守|贯彻)(?:执行|落实)?[。；]?$|(?:遵照|贯彻|遵守)执行[。；]?$"
)
_DECISION = re.compile(r"处理(?:意见|决定|结果)|表扬|通报批评")  # the issuer's own
_ANNEX = "AnnexRow"
_HELPED = r"(?:，[^，。；]{2,40}(?:配合|参与|参加|协助|督促))*[。；]"
_ASSIGNS = re.compile(  # what the sentences before it ask for
    rf"(?:(?:上述|以上|前述)[^，。；]{{0,6}})?由[^，。；]{{2,40}}?(?:(?:负责|组织|承担|实施|落实|抓好)[，。；]|牵头(?:负责|组织|实施|落实)?{_HELPED})"
    r"|[^，。；]{2,40}按照?(?:各自)?职责(?:分工)?(?:负责|落实|抓好)[，。；]"
    r"|[^，。；对]{2,16}对[^，。；]{1,16}负(?:总责|全责|主体责任|首要责任)"
)
_INSPECTED = re.compile(r"(?:检查|督查|抽查|考核|巡查|核查)(?:的?主要)?(?:内容|重点|事项|要点)")
_LABEL = r"([^，。；：（）\s]{2,12})[（(][^（）()]*[）)]\s*"
_OCCASION = (
    "during"  # of unread-times: a holiday is a time of its own (春节期间), though no date is
)
_FIRST_ROUND = re.compile("[前底]，?(?:全部|全面)?完成(?:第一轮|首轮|首次|一轮|一遍|全部)")
_DONE_BY = re.compile(
    r"(?:于|在)?(?:20\d\d年)?(?:\d{1,2}月(?:\d{1,2}日|[上中下]旬|底)?|年)(?:之|以)?(?:底)?前(?:全部|基本|全面)?完成。?"
)
"""A sentence that is no more than by when (2025年8月底前完成。)."""
_ACT, _QUOTA, _KEPT, _SET_UP = "act", "quota", "kept", "set-up"  # of deliverables
_AT_ONCE = "at-once"
_URGED = "urged"  # of lasting: what stands behind it is for others to do
_NORM = "norm"  # of lasting: 应当, 必须 bind what stands behind them, too
_BINDS = re.compile("(?<!三)必须|应当")
_RUN_IN = re.compile(r"([^，。；：\n]{2,14})：")
_RATE = re.compile(
    r"[^，。；]{2,40}率(?:要|应|须|均|全部)?(?:达到?|保持|不低于|为|稳定在)?(?:\d+(?:\.\d+)?%|百分之百)(?:以上)?[。；]?"
)
"""A share that is to be reached and no more is asked of those who are spoken of."""
_PERSON = re.compile(
    r"(?:^|[，；])[^，。；：]{0,12}?(?:人员(?!密集)|负责人|驾驶员|司机|船员|员工|职工|工人|班子成员|网格员|安全员)[^，。；：]{0,14}(?:必须|应当|不得|担任|每[年月季周日天班])"
    r"|由[^，。；]{2,16}(?:担任|兼任)"
)
"""A person who acts, who is no unit: 驾驶员连续驾驶4小时必须休息."""
_MEMBER = re.compile(
    r"[（(]?([一二三四五六七八九十])(?:是(?!否)|要(?=[\u4e00-\u9fff]))|第([一二三四五六七八九十])，"
)
_REPORTED = re.compile(
    r"将[^，。；]{0,8}?(?P<deed>[\u4e00-\u9fff]{2,4})情况[^，。；]{0,4}(?:报|上报|报送|反馈)"
)
"""Behind a day, what is reported by it: how the work went that the sentence before ordered."""
_ENOUGH = 12  # characters that tell a sentence in its section


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A task as it reads. ``agent``: words of one without owners that look like who acts; ``names``: its owners or the agent;
    ``told``: whether it orders nothing."""

    task: Task
    words: str  # without what it cites
    opening: Opening
    agent: str
    names: str
    told: bool


def measure_unread(notice: Notice, kind: Kind) -> Iterator[Fact]:
    """Of every task, that it orders nothing (``statement``) or is an ``aim``. Of tasks without owners, the words that look like
    one (``agentUnread``), the heading that says it is a goal of the whole place (``goalOfAll``), that the sentence runs on behind
    the ； or the bracket of one that names somebody or that one beside it says who does it (``ownerRunsOn``), that it is a rule
    for all whom it concerns (``ruleOfNobody``), the words in front of its predicate that may or may not name one
    (``subjectUnclear``), the owners of an earlier sentence (``ownerInContext``), either of them,
    bans and the like aside, where its section lacks a note that those beside it have (``noteMissing``), or that no note is wanted where it stands
    (``ownerUnstated``). Of tasks without times, that an earlier
    sentence sets theirs (``timeRunsOn``), or what ``_untimed`` says."""
    if kind.standing:
        return
    asked = asks_times(notice, kind)
    read = [_read(notice, t) for t in sorted(notice.tasks, key=lambda t: t.place.start or 0)]
    beside = _named_beside(read)
    in_period = governed(each.task for each in read)
    headings = _acting_headings(notice, read)
    lacking = lacking_notes(notice)
    known: dict[str, str] = {}  # section to whom its last sentence that names somebody names
    answering = ""  # its owners
    ahead = ""  # whom the sentence in front of a list names
    followed = _followed(read) if asked else frozenset()
    open_to: Task | None = None  # the task before, where somebody answers for it
    for each in read:
        task, names, told = each.task, each.names, each.told
        if member := _MEMBER.match(task.text):  # each member of a list is its own
            first = "一" in (member[1], member[2])
            ahead = known.get(task.section, "") if first else ahead
            known[task.section] = ahead
        goal = _goal(notice, task)
        if told:
            yield measured(task.iri, "statement", True)
        if goal:
            yield measured(task.iri, "aim", True)
        if not names and _DONE_BY.fullmatch(each.words):
            yield measured(task.iri, "ownerRunsOn", True)
        elif each.agent:
            yield seen(task.iri, "agentUnread", task.place, found=each.agent)
        elif not names and open_to and open_to.section == task.section and _runs_on(open_to, task):
            yield measured(task.iri, "ownerRunsOn", True)
            names = answering
        elif not names and task.iri in beside:
            yield measured(task.iri, "ownerRunsOn", True)
            names = beside[task.iri]
        elif not names and goal:
            yield seen(task.iri, "goalOfAll", task.place, found="", heading=goal)
        elif not (names or told or kind.addressed):
            before = _before(notice, task, known)
            theirs = next((headings[s.iri] for s in _around(notice, task) if headings[s.iri]), "")
            if theirs and not before:
                yield seen(task.iri, "agentUnread", task.place, found=theirs)
            else:
                yield from _unnamed(notice, each, before, task.section in lacking)
        if names:
            known[task.section] = names
        open_to, answering = (task, names) if names else (None, "")
        if task.iri in in_period or task.iri in followed:
            yield measured(task.iri, "timeRunsOn", True)
        elif not (task.times or told or goal):
            yield from _untimed(notice, asked, task, each.words)


def _read(notice: Notice, task: Task) -> _Sentence:
    words = _CITED.sub("", task.text)
    opening = read_opening(words)
    agent = "" if task.owners else _agent(notice, task, words, opening)
    names = "、".join(dict.fromkeys(owner.name for owner in task.owners)) or agent
    told = opening.kind == "statement" or _inspected(notice, task, opening)
    return _Sentence(task, words, opening, agent, names, told)


def _unnamed(notice: Notice, each: _Sentence, before: str, lacking: bool) -> Iterator[Fact]:
    """Of a task that names nobody how sure it is that somebody should be named; ``before``: whom an earlier sentence names,
    ``lacking``: whether its section lacks a note that those beside it have. A sentence without any sign of an order may tell how things are; in a table of tasks each row is one."""
    task, opening = each.task, each.opening
    if before and _RATE.fullmatch(past_number(each.words)):
        yield measured(task.iri, "ownerRunsOn", True)
        return
    acting = first_match("standing", each.words) or _PERSON.search(each.words)
    wanted = lacking and not acting  # no note of a ban, nor of what a person does
    section = notice.sections.get(task.section)
    tabled = section is not None and section.kind == _ANNEX
    no_sign = opening.kind == "plain" and not (task.times or task.targets or tabled)
    if section is not None and section.kind == "Preamble" and _ruled(notice):
        no_sign = no_sign or not ASKS.search(each.words)
    if no_sign or first_match("rules-of-nobody", past_number(each.words)):
        yield seen(task.iri, "ruleOfNobody", task.place, found="")
    elif opening.kind in ("words", "plain") or (
        opening.kind == "thing" and not (before or opening.sure)
    ):
        fact = "noteMissing" if wanted else "subjectUnclear"
        yield seen(task.iri, fact, task.place, found=opening.words)
    elif before and wanted:
        yield seen(task.iri, "noteMissing", task.place, found="")
    elif before:
        yield seen(task.iri, "ownerInContext", task.place, found="", names=before)
    elif not lacking:
        yield seen(task.iri, "ownerUnstated", task.place, found="")


def _ruled(notice: Notice) -> bool:
    """Whether its work stands under headings, so that what is ahead of them tells how things are unless it asks."""
    return any(section.kind in ("Part", "Article") for section in notice.sections.values())


def _named_beside(read: Sequence[_Sentence]) -> dict[str, str]:
    """Of tasks that name nobody, whom a sentence beside them in their section names for them: one behind that says who does
    it first of all (市应急局按职责负责，…), or what a heading's own sentence says. Where that is all that it says reading has
    given them its owners (``ingest.carried``)."""
    found: dict[str, str] = {}
    assigned: dict[str, str] = {}  # section to whom its last sentence that says who does it names
    for before, after in reversed(list(pairwise(read))):
        section = before.task.section
        if after.names and _ASSIGNS.match(past_number(after.words)):
            assigned[after.task.section] = after.names
        if before.names:
            continue
        if after.names and section == after.task.section and is_heading(before.words):
            found[before.task.iri] = after.names
        elif section in assigned:
            found[before.task.iri] = assigned[section]
    return found


def _followed(read: Sequence[_Sentence]) -> frozenset[str]:
    """Tasks without times whose next sentence says by when they are done (2025年8月底前完成。) or a first time (4月底前完成第一轮排查), or by when to report on what they
    order (签订责任书。3月15日前将签订情况报…)."""
    return frozenset(
        before.task.iri
        for before, after in pairwise(read)
        if before.task.section == after.task.section
        and not before.task.times
        and any(time.kind == "DueDate" for time in after.task.times)
        and (
            _DONE_BY.fullmatch(after.words)
            or _FIRST_ROUND.search(after.words)
            or ((told := _REPORTED.search(after.words)) and told["deed"][-2:] in before.words)
        )
    )


def _inspected(notice: Notice, task: Task, opening: Opening) -> bool:
    """Whether the task is one of the matters that a heading lists for inspectors to look at."""
    headed = any(_INSPECTED.search(each.title) for each in _around(notice, task))
    return headed and opening.kind != "order"


def _untimed(notice: Notice, asked: bool, task: Task, words: str) -> Iterator[Fact]:
    """Of a task without a time whose date is not just left open (``measure.unfilled``) the words that look like one (``timeUnread``), or
    that it is a ban, a sanction or a rule for when something happens, which holds at all times (``standing``), or the
    sentence with which a letter passes on what it prints (``cover``), or that it or its heading names a season or a holiday (``inSeason``), or
    what ``_undated`` says, where each task is ``asked`` to say when."""
    if blank_deadlines(task.text):
        return
    hit = first_match("unread-times", words)
    if hit and hit[0].id == _OCCASION:
        yield measured(task.iri, "inSeason", True)
    elif hit:
        yield seen(task.iri, "timeUnread", task.place, found=hit[1][1])
    elif first_match("standing", words):
        yield seen(task.iri, "standing", task.place, found="")
    elif _COVER.search(words):
        yield measured(task.iri, "cover", True)
    elif _in_season(notice, task):
        yield measured(task.iri, "inSeason", True)
    elif asked and not first_match("seasons", words):
        yield from _undated(notice, task, words)


def _undated(notice: Notice, task: Task, words: str) -> Iterator[Fact]:
    """Of a task without a time that is ``asked`` for one and needs none: that it is to be done at once or by the notice
    itself (``atOnce``), that it is a number for the year or something to be had (``quota``), or that nothing is done once (``routine``): nor is what
    those who run things always have to have, plans, records and equipment, nor what a remark under a table says of all its rows."""
    what = _deliverables(words)
    if what & {_AT_ONCE, _SET_UP} and _ACT not in what:
        yield measured(task.iri, "atOnce", True)
    elif what == {_QUOTA}:
        yield seen(task.iri, "quota", task.place, found="")
    elif (
        not what
        or (_ACT not in what and _by_operators(notice, task, words))
        or _is_remark(notice, task)
    ):
        yield seen(task.iri, "routine", task.place, found="")
    elif what <= {_QUOTA, _KEPT}:
        yield seen(task.iri, "quota", task.place, found="")


def _deliverables(words: str) -> frozenset[str]:
    """What the clauses of a sentence order that is done once and then is there, beyond doubt: it is no norm, goes on
    at no time, is not bound by 应当 or 必须 in a clause before it and is not what others are urged to, and no words of the sentence may set a time.

    >>> sorted(_deliverables("制定方案，开展培训4期。")), sorted(_deliverables("立即制定方案。"))
    (['kept', 'quota'], ['at-once'])
    """
    if first_match("occasions", words):
        return frozenset()
    found, bound, hurried = set[str](), False, False
    for clause in clauses(words):
        lasts = first_match("lasting", clause)
        if lasts and lasts[0].id == _URGED:
            break
        hurried = hurried or first_match("at-once", clause) is not None
        bound = bound or bool(lasts and lasts[0].id == _NORM and _BINDS.search(clause))
        made = None if lasts or bound else first_match("deliverables", clause)
        if made:
            found.add(_AT_ONCE if hurried else made[0].gives)
    return frozenset(found)


def _is_remark(notice: Notice, task: Task) -> bool:
    """Whether the task stands in a remark under a table."""
    section = notice.sections.get(task.section)
    return section is not None and section.title == "备注"


def _by_operators(notice: Notice, task: Task, words: str) -> bool:
    """Whether those who run things (企业, 学校, a site) are to do it, and not as addressees of the notice."""
    subjects = [owner.name for owner in task.owners if owner.basis == "subject"]
    names = subjects or [read_opening(words).words]
    sent = "，".join(fold(each) for each in notice.addressees)
    return all(first_match("operators", name) and name not in sent for name in names)


def _agent(notice: Notice, task: Task, words: str, opening: Opening) -> str:
    """The words of a sentence without owners that look like who acts; "" where there are none."""
    told = _found("unread-agents", words) or _label(notice, task) or _decides(notice, task)
    return told or (opening.words if opening.kind == "actor" else "")


def _around(notice: Notice, task: Task) -> Iterator[Section]:
    """The section of the task and those that it is in; of a row of a table none: each stands for itself."""
    at = notice.sections.get(task.section)
    while at is not None and at.kind != _ANNEX:
        yield at
        at = notice.sections.get(at.parent or "")


def _before(notice: Notice, task: Task, known: dict[str, str]) -> str:
    """Whom an earlier sentence of the task's section names, or one ahead of the sections that it is in; under a
    heading that tells how the same people go about it, also in a section beside it."""
    around = list(_around(notice, task))
    own = next((known[each.iri] for each in around if known.get(each.iri)), "")
    manner = next((each for each in around if _MANNER.search(each.title)), None)
    if own or manner is None:
        return own
    beside = (s for s in notice.sections.values() if s.parent == manner.iri and known.get(s.iri))
    return next((known[each.iri] for each in beside), "")


def _acting_headings(notice: Notice, read: Sequence[_Sentence]) -> dict[str, str]:
    """By section with sentences that name nobody the kind of unit that its heading is, where they are its work, else ""."""
    nameless: dict[str, list[str]] = {}
    for each in (each for each in read if not each.names):
        for section in _around(notice, each.task):
            nameless.setdefault(section.iri, []).append(each.words)
    return {iri: acting_heading(notice.sections[iri].title, s) for iri, s in nameless.items()}


def _runs_on(before: Task, task: Task) -> bool:
    """Whether the task is the same sentence as the one before: behind its ；, or behind a bracket that cut it (，此后…)."""
    return before.text.endswith("；") or task.text.startswith("，")


def _label(notice: Notice, task: Task) -> str:
    """Whom the words before the ： that the task begins with name: 第二组（组长：…）：检查…, of which the brackets were cut."""
    section = notice.sections.get(task.section)
    if section is None or not task.text.startswith("："):
        return ""
    found = re.search(_LABEL + re.escape(task.text[:_ENOUGH]), section.text)
    return found[1] if found else ""


def _decides(notice: Notice, task: Task) -> str:
    """The issuer, under a heading that tells what it has decided; "" elsewhere."""
    decided = any(_DECISION.search(each.title) for each in _around(notice, task))
    return (notice.issuer or "发文机关") if decided else ""


def _in_season(notice: Notice, task: Task) -> bool:
    """Whether a heading above the task names the season of its work."""
    titles = [each.title for each in _around(notice, task)]
    return any(first_match("seasons", t) or _OF_THE_YEAR.search(t) for t in titles)


def _goal(notice: Notice, task: Task) -> str:
    """The heading that makes the task a goal of the whole place, or the words of the sentence that do."""
    titles = [each.title or _run_in(each.text) for each in _around(notice, task)] or [""]
    found = (first_match("goals", f"{title}：{task.text}") for title in titles)
    return next((match[1][0].strip("：") for match in found if match), "")


def _run_in(text: str) -> str:
    """The heading with ： that a section without one begins with: （二）工作目标：…"""
    found = _RUN_IN.match(past_number(text))
    return found[1] if found else ""


def _found(table: str, words: str) -> str:
    """The words that a row of the table finds: its group."""
    found = first_match(table, words)
    return found[1][1] if found else ""
