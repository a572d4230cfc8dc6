"""Corruptions of real notices, one or more a rule: text and a random source in, the corrupted
text out (None where the notice has nothing to corrupt)."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

Corrupt = Callable[[str, random.Random], str | None]

ARTICLE = re.compile(
    r"^(?:\*\*)?[（(]([一二三四五六七八九十]{1,3})[)）]([^。\n]{2,40}?)。(?:\*\*)?(?=\S)", re.M
)
NOTE = re.compile(
    r"[（(〔]\s*(?:责任单位[:：]|(?=[^（(〔)）〕\]]{2,160}?(?:负责|落实)[)）\]〕]))(?:[^（(〔)）〕\]]|[（(][^（()）]*[)）])*[)）〕\]]"
)
DONE = "重点企业安全隐患排查整治任务全面完成"


@dataclass(frozen=True, slots=True)
class Mutator:
    """``notices``: file stems to try (all if empty); ``also``: rules that rightly fire with it;
    ``superior``: compare the corrupted notice with its own uncorrupted text."""

    rule: str
    corrupt: Corrupt
    notices: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    superior: bool = False


def _replace(text: str, span: tuple[int, int], new: str) -> str:
    return text[: span[0]] + new + text[span[1] :]


def _articles(text: str) -> list[re.Match[str]]:
    return list(ARTICLE.finditer(text.split("\n附表", 1)[0]))


def _pick(found: list[re.Match[str]], rng: random.Random) -> re.Match[str] | None:
    return rng.choice(found) if found else None


def _year(text: str) -> int:
    match = re.search(r"关于做好\s*(20\d\d)\s*年", text)
    assert match
    return int(match[1])


def insert(clause: str) -> Corrupt:
    """Put a sentence at the beginning of a random article; ``{y}`` is the plan year."""

    def corrupt(text: str, rng: random.Random) -> str | None:
        article = _pick(_articles(text), rng)
        if article is None:
            return None
        year = _year(text)
        words = clause.format(y=year, before=year - 1, after=year + 1)
        return _replace(text, (article.end(), article.end()), words)

    return corrupt


def insert_two(first: str, second: str) -> Corrupt:
    """Put one sentence into one article and another into a later one."""

    def corrupt(text: str, rng: random.Random) -> str | None:
        found = _articles(text)
        if len(found) < 4:
            return None
        one, two = sorted(rng.sample(range(len(found)), 2))
        text = _replace(text, (found[two].end(), found[two].end()), second.format(y=_year(text)))
        return _replace(text, (found[one].end(), found[one].end()), first.format(y=_year(text)))

    return corrupt


def note(new: str) -> Corrupt:
    """Replace a random responsibility note."""

    def corrupt(text: str, rng: random.Random) -> str | None:
        body = text.split("\n附表", 1)[0]
        found = [m for m in NOTE.finditer(body) if "一一列出" not in m[0]]
        match = _pick(found, rng)
        return _replace(text, match.span(), new) if match else None

    return corrupt


def sub(pattern: str, new: str | Callable[[re.Match[str]], str], flags: int = re.M) -> Corrupt:
    """Replace one random match; no match, nothing to corrupt."""

    def corrupt(text: str, rng: random.Random) -> str | None:
        match = _pick(list(re.finditer(pattern, text, flags)), rng)
        if match is None:
            return None
        return _replace(
            text, match.span(), match.expand(new) if isinstance(new, str) else new(match)
        )

    return corrupt


def sub_all(pattern: str, new: str) -> Corrupt:
    def corrupt(text: str, _rng: random.Random) -> str | None:
        changed = re.sub(pattern, new, text, flags=re.M)
        return changed if changed != text else None

    return corrupt


def drop_addressees(text: str, _rng: random.Random) -> str | None:
    """Delete the line that says to whom the document goes: the first one that ends in a colon."""
    match = re.search(r"^[^\n。]{4,160}[：:]\s*$", text, re.M)
    return _replace(text, match.span(), "") if match else None


def heading(
    new: Callable[[re.Match[str], list[re.Match[str]]], str], middle: bool = True
) -> Corrupt:
    """Rewrite the number and heading of a random article (not the first or last)."""

    def corrupt(text: str, rng: random.Random) -> str | None:
        found = _articles(text)
        match = _pick(found[2:-1] if middle else found, rng)
        return _replace(text, match.span(), new(match, found)) if match else None

    return corrupt


def _previous(match: re.Match[str], found: list[re.Match[str]]) -> re.Match[str]:
    return found[[m.start() for m in found].index(match.start()) - 1]


def drop_article(text: str, rng: random.Random) -> str | None:
    """Delete a random article with all it holds, heading of no part among it."""
    found = _articles(text)
    choices = [
        (a.start(), b.start())
        for a, b in pairwise(found[1:])
        if not re.search(r"^(?:#+\s*)?[一二三四五六七]、", text[a.start() : b.start()], re.M)
    ]
    return _replace(text, rng.choice(choices), "") if choices else None


def empty_article(text: str, rng: random.Random) -> str | None:
    """Delete what stands below the heading of a random article."""
    found = _articles(text)
    choices = [
        (a.end(), b.start())
        for a, b in pairwise(found[1:])
        if not re.search(r"^(?:#+\s*)?[一二三四五六七]、", text[a.end() : b.start()], re.M)
    ]
    return _replace(text, rng.choice(choices), "\n\n") if choices else None


def swap_numbers(text: str, rng: random.Random) -> str | None:
    """Exchange the numbers of two neighbouring articles."""
    found = _articles(text)
    if len(found) < 4:
        return None
    at = rng.randrange(1, len(found) - 2)
    one, two = found[at], found[at + 1]
    text = _replace(text, two.span(1), one[1])
    return _replace(text, one.span(1), two[1])


def drop_mark(mark: str) -> Corrupt:
    """Delete a random closing mark inside an article's first sentence that has one."""

    def corrupt(text: str, rng: random.Random) -> str | None:
        body = text.split("\n附表", 1)[0]
        start = _articles(body)[0].start() if _articles(body) else 0
        found = [m for m in re.finditer(mark, body) if m.start() > start]
        found = [m for m in found if "\n" not in body[m.start() : m.start() + 3]]
        match = _pick(found, rng)
        return _replace(text, match.span(), "") if match else None

    return corrupt


def annex(pattern: str, new: str) -> Corrupt:
    """Replace one random match behind the heading of the annex."""
    inner = sub(pattern, new)

    def corrupt(text: str, rng: random.Random) -> str | None:
        body, mark, table = text.rpartition("\n附表\n")
        changed = inner(table, rng) if mark else None
        return body + mark + changed if changed is not None else None

    return corrupt


def season_begun(text: str, rng: random.Random) -> str | None:
    """The notice signed in August, and work to be done before the flood season in it."""
    late = re.sub(r"^(20\d\d年)\d+(月\d+日(?:印发)?\s*)$", r"\g<1>8\2", text, flags=re.M)
    return insert("汛前完成水库安全检查。")(late, rng) if late != text else None


def phased(first: str, second: str, report: str, whole: str = "") -> Corrupt:
    """Two phases as articles of their own, in a part at the end, with the period of the ``whole`` at its head; the
    ``report`` stands in the second."""

    def corrupt(text: str, _rng: random.Random) -> str | None:
        last = list(
            re.finditer(r"^(?:\*\*)?[一二三四五六七八九十]+、", text.split("\n附表", 1)[0], re.M)
        )
        if not last:
            return None
        at = last[-1].start()
        year = _year(text)
        part = f"三、实施步骤\n\n{whole.format(y=year)}（一）动员阶段（{first}）。市应急局每月调度1次。\n\n（二）排查阶段（{second}）。市教育局组织校舍隐患排查，每周通报1次。{report.format(y=year)}\n\n"
        return text[:at] + part + text[at:]

    return corrupt


def broken_off(text: str, rng: random.Random) -> str | None:
    """The sentence ahead of a random article ends in a comma."""
    heads = [found.start() for found in _articles(text)[1:]]
    ends = [at for at in heads if len(text[:at].rstrip().rpartition("\n")[2]) > 60]
    ends = [at for at in ends if text[:at].rstrip().endswith("。")]
    if not ends:
        return None
    last = len(text[: rng.choice(ends)].rstrip()) - 1
    return text[:last] + "，" + text[last + 1 :]


def tabled(lead: str, assist: str, fourth: str) -> Corrupt:
    """A table of tasks behind the text; of its last row the lead, the helper, and of the fourth what it is about."""

    def corrupt(text: str, _rng: random.Random) -> str | None:
        year = _year(text)
        what = ("煤矿瓦斯治理", "学校宿舍检查", "桥梁隧道检查", fourth, "电梯索道检验")
        who = [("市应急局", "市教育局")] * 4 + [(lead, assist)]
        rows = "".join(
            f"{n}\t{task}\t{led}\t{helps}\t{year}年{n + 5}月底前\n"
            for n, (task, (led, helps)) in enumerate(zip(what, who, strict=True), 1)
        )
        return f"{text.rstrip()}\n\n任务分工表\n序号\t任务\t牵头单位\t配合单位\t完成时限\n{rows}"

    return corrupt


def late_in_table(text: str, rng: random.Random) -> str | None:
    """A table of tasks in a row of which the text sets a later day than the cell."""
    table = tabled("市应急局", "市教育局", "燃气管网检查")(text, rng)
    return table and table.replace("\t桥梁隧道检查\t", "\t开展桥梁隧道检查，11月底前全部完成\t")


def led_by_another(text: str, rng: random.Random) -> str | None:
    """A sentence, and a table in a row of which another leads its deed."""
    said = insert("市教育局牵头，{y}年9月底前完成中心城区燃气软管更换。")(text, rng)
    return said and tabled("市应急局", "市公安局", "中心城区燃气软管更换")(said, rng)


def signed_by_its_office(text: str, _rng: random.Random) -> str | None:
    """A heading and a number above the text, and the office of another as who signs."""
    found = re.search(
        r"^[ 　]*([\u4e00-\u9fff]{2,8}人民政府)[ 　]*\n+(?=[ 　]*20\d\d年\d+月\d+日)", text, re.M
    )
    if found is None:
        return None
    year = _year(text)
    body = _replace(text, found.span(1), "市安全生产委员会办公室")
    return f"{found[1]}文件\n\n某政发〔{year}〕1号\n\n{body.lstrip()}"


def ordering_letter(text: str, rng: random.Random) -> str | None:
    """A notice that calls itself a letter and ends one of its articles as an order does."""
    titled = re.sub(r"(做好[ 　]?20\d\d[ 　]?年[^\n]{0,30})的通知", r"\1的函", text, count=1)
    return None if titled == text else insert("市应急局每月检查1次，请遵照执行。")(titled, rng)


def misnamed_annex(text: str, rng: random.Random) -> str | None:
    """An annex that the text calls otherwise than the list below it."""
    body = insert("市应急局每月填报《隐患排查台账》（附件1）。")(text, rng)
    signature = re.search(r"^[ 　]*20\d\d年\d+月\d+日[ 　]*$", body or "", re.M)
    if body is None or signature is None or re.search("^[ 　]*附件[：:]", text, re.M):
        return None
    return _replace(body, (signature.start(), signature.start()), "附件：1.联络员回执\n\n")


def circular(text: str, rng: random.Random) -> str | None:
    """A notice that calls itself a circular and orders something by January of its year."""
    titled = re.sub(r"(关于)做好(20\d\d年[^\n]{0,30})的通知", r"\1\2的通报", text, count=1)
    if titled == text:
        return None
    year = _year(text)
    article = _pick(_articles(titled), rng)
    if article is None:
        return None
    words = f"各企业要于{year}年1月2日前整改完毕。"
    return _replace(titled, (article.end(), article.end()), words)


def numbered_alike(text: str, rng: random.Random) -> str | None:
    """Six headings in a row with the number of the first of them, as where a list is laid out otherwise."""
    found = _articles(text)
    if len(found) < 7:
        return None
    first = rng.randrange(len(found) - 6)
    for each in reversed(found[first + 1 : first + 7]):
        text = _replace(text, each.span(1), found[first][1])
    return text


#: Labelled documents that leave what they ask to those they are sent to: letters, circulars, holiday notices.
SENT = ("heldout3/ganyu-2025", "heldout3/wuyi-2025", "heldout4/linwei-2025", "heldout5/xichang-2026", "heldout6/chaohu-2025", "heldout6/pengze-2025")  # fmt: skip
L = ("lvliang-2025",)
D = ("datong-2026",)
#: Of a table that no list of annexes names.
TABLED = (
    "annex-absent",
    "annex-unlisted",
    "owner-blank",
    "owner-unknown",
    "owner-collective",
    "structure-section-empty",
    "owner-implied",
    "owner-two-names",
)
#: Of a sentence without a time, whatever it asks for.
UNTIMED = ("deadline-inherited", "deadline-routine", "deadline-quota")
NAMED = (
    "owner-implied",
    "owner-two-names",
    "owner-context",
)  # what an office that is put into a sentence brings with it
MUTATORS: tuple[Mutator, ...] = (
    Mutator("owner-missing", note(""), D, ("owner-implied", "owner-vague")),
    Mutator("owner-unstated", insert(DONE + "。"), ("xiaoyi-2026", "jincheng-chengqu-2023"), (*UNTIMED,)),
    Mutator("owner-implied", insert("企业主要负责人要带头完成" + DONE[:12] + "。"), ("xiaoyi-2026", "jincheng-chengqu-2023"), (*UNTIMED,)),
    Mutator("owner-no-notes", sub_all(NOTE.pattern, ""), D, ("owner-missing", "owner-unstated", "owner-implied", "owner-vague", "owner-unclear", "owner-unrecognised", "owner-of-a-rule", "owner-context")),
    Mutator("owner-vague", note("（市有关部门负责）"), (), ("owner-collective",)),
    Mutator("owner-open", note("（责任单位：市应急局、市住建局等单位）"), (), ("owner-two-names",)),
    Mutator("owner-lead-missing", note("（责任单位：市教育局、市住建局）"), (), ("owner-two-names",)),
    Mutator("owner-collective", note("（责任单位：市安委会成员单位）")),
    Mutator("owner-unknown", note("（责任单位：市应集局）"), (), ("owner-lead-missing", "wording-misnamed")),
    Mutator("owner-doubled", note("（责任单位：市应急局、市教育局、市应急局）"), (), ("owner-lead-missing", "owner-two-names")),
    Mutator("owner-blank", note("（责任单位：____）"), (), ("owner-missing", "owner-unstated", "owner-implied", "owner-vague", "owner-context")),
    Mutator("owner-blank", note("（责任单位：×××局、市应急局）"), (), ("owner-lead-missing", "owner-two-names", "owner-unknown", "owner-unread")),
    Mutator("wording-blank", insert("{y}年6月底前，安排专项资金____万元。"), (), ("owner-missing", "owner-unstated",)),
    Mutator("wording-misnamed", sub("应急管理局(?=[、，）等])", "应急官理局"), (), ("owner-two-names", "owner-unknown", "annex-text")),
    Mutator("wording-misnamed", insert("落实国务院安委员会部署，{y}年6月底前，" + DONE + "。"), (), ("owner-missing", "owner-unstated",)),
    Mutator("owner-two-names", sub("市应急管理局", "市应急局"), D),
    Mutator("deadline-inherited", insert(DONE + "。"), D + L),
    Mutator("deadline-inherited", sub(r"2026年10月底前", ""), ("xiaoyi-2026",), ("owner-missing", "owner-unstated", "owner-implied")),
    Mutator("notice-plan-year-missing", sub_all(r"^.{1,6}政发〔20\d\d〕\d+号$|20\d\d\s*年度?", ""), (), ("notice-signed-missing", "notice-issued-missing", "notice-number-missing", "notice-title-form", "deadline-unrecognised")),
    Mutator("deadline-before-notice", insert("{y}年1月10日前，" + DONE + "。"), ("xiaoyi-2026", "datong-2026", "gaoping-2024", "jincheng-chengqu-2023"), ("owner-missing", "owner-unstated",)),
    Mutator("deadline-outside-year", insert("{after}年6月底前，" + DONE + "。"), (), ("owner-missing", "owner-unstated",)),
    Mutator("deadline-contradiction", insert_two("{y}年6月底前，完成城区老旧管网更新改造项目验收。", "{y}年9月底前，完成城区老旧管网更新改造项目验收。"), (), ("owner-missing", "owner-unstated",)),
    Mutator("deadline-rhythms-differ", insert_two("市应急局每月组织消防疏散应急演练1次。", "市应急局每半年组织消防疏散应急演练1次。"), (), ("owner-implied", "owner-two-names")),
    Mutator("deadline-stale-year", insert("制定{before}年度安全生产重点工作任务清单。"), (), ("owner-missing", "owner-unstated", *UNTIMED, "deadline-unrecognised")),
    Mutator("deadline-stale-year", insert("{before}年底前，" + DONE + "。"), (), ("owner-missing", "owner-unstated", "deadline-unrecognised", "deadline-before-notice", "deadline-outside-year")),
    Mutator("deadline-vague", insert("尽快" + DONE[:9] + "。"), (), ("owner-missing", "owner-unstated", *UNTIMED)),
    Mutator("deadline-recurrence-uncounted", insert("每月开展" + DONE[:12] + "。"), (), ("owner-missing", "owner-unstated",)),
    Mutator("deadline-season-open", insert("汛期开展" + DONE[:12] + "。"), (), ("owner-missing", "owner-unstated", *UNTIMED)),
    Mutator("target-share-over-100", insert("{y}年底前，监测预警覆盖率达到120%。"), (), ("owner-missing", "owner-unstated",)),
    Mutator("target-range-reversed", insert("{y}年底前，培养5—3名专业指挥人员。"), (), ("owner-missing", "owner-unstated", "target-contradiction")),
    Mutator("target-contradiction", insert_two("{y}年底前，改造城区老旧燃气管网12公里。", "{y}年底前，改造城区老旧燃气管网21公里。"), (), ("owner-missing", "owner-unstated", "wording-twin-differs")),
    Mutator("notice-number-missing", sub(r"^\s*\S{1,5}政发〔20\d\d〕\d+号\s*$", "")),
    Mutator("notice-number-written", sub(r"(政发〔20\d\d〕)(\d+号)", r"\1第\2")),
    Mutator("notice-number-written", sub(r"政发〔(20\d\d)〕(\d+号)", r"政发[\1]\2")),
    Mutator("notice-number-year", sub(r"(政发〔20)\d\d(〕)", r"\g<1>19\2")),
    Mutator("notice-title-missing", sub(r"关于(做好\s*20\d\d\s*年安全生产(?:和应急管理)?工作)的\s*通\s*知", r"\1"), (), ("notice-addressee-missing",)),
    Mutator("notice-title-year", sub(r"(关于做好\s*20)\d\d(\s*年安全生产)", r"\g<1>19\2"), (), ("notice-late", "deadline-outside-year", "deadline-before-notice", "notice-number-year")),
    Mutator("notice-addressee-missing", sub(r"^[^\n。]{4,90}[：:]\s*$", "")),
    Mutator("notice-addressee-missing", drop_addressees, SENT),
    Mutator("owner-addressed", sub(r"^[^\n]{60,}。(?=\s*$)", lambda m: f"{m[0]}对逾期没有整改完的重大隐患，年底前全部挂牌督办。"), SENT, (*UNTIMED, "owner-unread")),
    Mutator("notice-signed-missing", sub(r"^20\d\d年\d+月\d+日\s*$", "")),
    Mutator("notice-issued-missing", sub(r"^20\d\d年\d+月\d+日印发\s*$", "")),
    Mutator("notice-issued-before-signed", sub(r"^(20\d\d年)\d+(月\d+日印发)", r"\g<1>1\2"), ("datong-2026", "gaoping-2024", "jincheng-chengqu-2023")),
    Mutator("notice-late", sub_all(r"^(20\d\d年)\d+(月\d+日(?:印发)?\s*)$", r"\g<1>10\2"), ("xiaoyi-2026", "datong-2026", "gaoping-2024", "jincheng-chengqu-2023"), ("deadline-before-notice",)),
    Mutator("structure-number-skipped", drop_article, (), ("annex-row-without-body", "annex-row-elsewhere", "annex-sentence-extra", "annex-text", "annex-owner-not-in-body", "annex-owner-not-in-annex", "annex-number")),
    Mutator("structure-number-skipped", sub(r"^([2-4])(\.\s*[\u4e00-\u9fff]{2,8}(?:领域|灾害|火灾|防控|防治))", "9\\2"), ("xiaoyi-2026", "datong-2026"), ("structure-number-back",)),
    Mutator("structure-number-repeated", heading(lambda m, f: m[0].replace(m[1], _previous(m, f)[1], 1)), (), ("structure-number-skipped",)),
    Mutator("structure-number-back", swap_numbers, (), ("structure-number-skipped",)),
    Mutator("structure-heading-missing", heading(lambda m, _f: m[0].replace(m[2] + "。", "", 1)), (), ("annex-row-without-body",)),
    Mutator("structure-heading-repeated", heading(lambda m, f: m[0].replace(m[2], _previous(m, f)[2], 1)), (), ("annex-row-without-body", "annex-row-elsewhere")),
    Mutator("structure-heading-doubled", heading(lambda m, _f: m[0] + m[2] + "。")),
    Mutator("structure-section-empty", empty_article, (), ("owner-missing", "owner-unstated", *UNTIMED, "owner-collective", "annex-sentence-extra", "annex-row-elsewhere", "annex-owner-not-in-body", "annex-text", "annex-number", "annex-row-without-body")),
    Mutator("wording-bracket-unpaired", drop_mark("）(?=[^。\\n])"), (), ("structure-number-skipped", "structure-heading-missing", "owner-missing", "owner-unstated", "owner-implied", *UNTIMED, "owner-lead-missing", "owner-context", "owner-unclear", "owner-note-missing")),
    Mutator("wording-quote-unpaired", drop_mark("”"), (), ("wording-term-unregistered", "owner-implied")),
    Mutator("wording-typo", sub("安全发展(?=[^”])", "安发展"), (), ("annex-text", "wording-twin-differs", "structure-heading-repeated", "annex-row-without-body")),
    Mutator("wording-typo", sub("安全生产(?=工作|责任)", "安全产"), (), ("annex-text", "wording-twin-differs")),
    Mutator("wording-typo", sub("应急救援队伍", "应急救队伍"), (), ("annex-text", "wording-twin-differs", "annex-row-without-body")),
    Mutator("wording-twin-differs", insert_two("常态化开展安全生产领域突出风险隐患排查化解活动。", "常态化开展安全生产领域突出风险隐忠排查化解活动。"), (), ("owner-missing", "owner-unstated", *UNTIMED)),
    Mutator("wording-two-spellings", insert_two("推行“督检考与巡查”制度。", "完善“督检考和巡查”制度。"), (), ("owner-missing", "owner-unstated", *UNTIMED, "wording-term-unregistered")),
    Mutator("wording-term-unregistered", sub("“三管三必须”", "“三管三比须”"), ("xiaoyi-2026", "datong-2026", "jincheng-chengqu-2023", "gaoping-2024")),
    Mutator("wording-citation-unnumbered", insert("落实《关于加强某项安全管理工作的意见》。"), (), ("owner-missing", "owner-unstated", *UNTIMED)),
    Mutator("wording-citation-misnumbered", insert("落实《国务院办公厅关于加强安全生产监管执法的通知》（国办发〔2015〕25号）。"), (), ("owner-missing", "owner-unstated", *UNTIMED)),
    Mutator("wording-citation-replaced", insert("落实《煤矿安全监察条例》。"), ("xiaoyi-2026", "datong-2026", "lvliang-2025"), ("owner-missing", "owner-unstated", *UNTIMED)),
    Mutator("annex-owner-not-in-annex", annex(r"、市(?:应急|水利|住建|能源|财政)局(?=[、等])", ""), L),
    Mutator("annex-owner-not-in-body", annex(r"、市消防救援支队(?=[、等])", "、市消防救援支队、市体育局"), L),
    Mutator("annex-number", annex(r"(?<=组建不少于 )30(?= ?人)|(?<=至少研究解决)10(?=项)|(?<=年底前再建成 )10|(?<=至少研究解决 )10", "35"), L),
    Mutator("annex-text", annex(r"监督检查|专项整治|协调机制", "有关事项"), L, ("wording-twin-differs",)),
    Mutator("annex-sentence-missing", annex(r"(?<=。)[^。<]{30,80}。(?=[^<])", ""), L, ("annex-row-elsewhere",)),
    Mutator("annex-sentence-extra", annex(r"(?<=。)</p>", "举办基层应急管理人员专题培训班并开展考核发证。</p>"), L),
    Mutator("annex-row-unnumbered", annex(r"<p>\d+\.\s*[\u4e00-\u9fff]{4,16}。", "<p>"), L, ("annex-row-elsewhere",)),
    Mutator("annex-article-missing", annex(r"^\t\t<p>\d+\..*</p>\t.*$", ""), L),
    Mutator("superior-not-taken-up", drop_article, ("xiaoyi-2026", "datong-2026", "gaoping-2024", "jincheng-chengqu-2023"), ("structure-number-skipped", "annex-row-without-body", "annex-row-elsewhere", "annex-sentence-extra", "annex-text", "annex-owner-not-in-body", "annex-owner-not-in-annex", "annex-number"), superior=True),
    Mutator("superior-later", sub(r"(?<=2026年)10(?=月底前)", "11"), ("xiaoyi-2026",), ("superior-number",), superior=True),
    Mutator("superior-number", sub(r"(?<=低压燃气管网)5(?=\.92)|(?<=组建不少于)30|(?<=其他 )60", "18"), ("xiaoyi-2026", "gaoping-2024"), ("superior-weaker",), superior=True),
    Mutator("superior-weaker", sub(r"(?<=处置率不低于 )95(?=%)", "80"), ("xiaoyi-2026",), ("superior-number",), superior=True),
    Mutator("superior-against", sub(r"停止(?=新增)", "鼓励"), ("xiaoyi-2026",), superior=True),
    Mutator("owner-context", insert("市应急局每月开展1次调度。" + DONE + "。"), ("xiaoyi-2026", "jincheng-chengqu-2023"), ("owner-implied", *UNTIMED, "deadline-recurrence-uncounted")),
    Mutator("owner-unrecognised", insert("养老机构夜间值班护理人员不得少于2名。"), ("xiaoyi-2026", "jincheng-chengqu-2023"), ("deadline-standing", "owner-unread", "owner-context")),
    Mutator("owner-goal", insert("主要目标是：全年生产安全事故死亡人数控制在12人以内。"), ("xiaoyi-2026", "jincheng-chengqu-2023"), (*UNTIMED, "deadline-unrecognised")),
    Mutator("deadline-blank", insert("{y}年×月×日前，" + DONE + "。"), ("xiaoyi-2026", "datong-2026"), ("owner-missing", "owner-unstated", "owner-context", "deadline-unrecognised")),
    Mutator("annex-absent", sub(r"(?=^20\d\d年\d+月\d+日\s*$)", "附件：重点任务分工表\n\n"), ("xiaoyi-2026", "gaoping-2024")),
    Mutator("annex-unlisted", insert("各单位每月25日前按附件7的格式报送进展。"), (), ("owner-implied", "deadline-recurrence-uncounted")),
    Mutator("structure-number-skipped", insert("要做到一是每月排查1次，三是每月整改1次。"), (), ("owner-missing", "owner-unstated", "deadline-recurrence-uncounted", "owner-implied", "owner-context", "owner-unclear")),
    Mutator("structure-number-skipped", insert("每月按表1报送检查情况，按表2报送隐患情况，按表4报送整改情况。"), (), ("owner-missing", "owner-unstated", "deadline-recurrence-uncounted", "owner-implied", "owner-context", "owner-unclear")),
    Mutator("deadline-standing", insert("未经检测合格的，不得进入有限空间。"), (), ("owner-missing", "owner-unstated", "owner-context")),
    Mutator("deadline-unrecognised", insert("节前" + DONE + "。"), (), ("owner-missing", "owner-unstated",)),
    Mutator("owner-of-a-rule", insert("对瞒报隐患的，依规依纪从严处理。"), ("xiaoyi-2026", "jincheng-chengqu-2023"), ("deadline-standing",)),
    Mutator("owner-unclear", insert("赛事备用电源每日试运行一次。"), ("xiaoyi-2026", "jincheng-chengqu-2023")),
    Mutator("deadline-routine", insert("深化安全文化建设。"), (), ("owner-missing", "owner-unstated",)),
    Mutator("deadline-quota", insert("组织安全培训4期。"), (), ("owner-missing", "owner-unstated",)),
    Mutator("structure-layout-unread", numbered_alike),
    Mutator("wording-remark", insert("市应急局每月检查1次重点企业（数字请办公室再核一下）。"), (), ("owner-implied",)),
    Mutator("wording-twice", insert("市应急局进一步进一步加强值守，每月检查1次。"), (), ("owner-implied", "owner-two-names", "owner-context")),
    Mutator("wording-cut", broken_off),
    Mutator("deadline-report-first", insert("各企业{y}年11月20日前完成自查，结果于{y}年11月10日前报市应急局。"), (), ("owner-implied", "owner-missing", "owner-unstated")),
    Mutator("deadline-day-unreal", phased("4月1日至5月31日", "6月1日至9月31日", ""), (), ("owner-missing", "owner-unstated", "owner-unclear", "deadline-unrecognised", "structure-number-skipped", "structure-number-repeated", "structure-number-back", "structure-heading-missing", "structure-section-empty", "deadline-contradiction", "owner-implied", *UNTIMED)),
    Mutator("deadline-over", circular, (), ("owner-implied", "owner-missing", "owner-unstated", "owner-addressed", "notice-title-year", "deadline-before-notice", "notice-late")),
    Mutator("deadline-years-differ", insert("{y}年是“十三五”规划收官之年，市应急局每月检查1次。"), (), ("owner-implied",)),
    Mutator("wording-figures-differ", insert("市应急局每季度检查1次，全年不少于2次。"), (), ("owner-implied", "owner-two-names", "owner-context")),
    Mutator("owner-only-helpers", note("（配合单位：市应急局）"), D, ("owner-implied", "owner-vague", "owner-unknown")),
    Mutator("owner-lead-absent", tabled("", "市应急局", "燃气管网检查"), (), TABLED),
    Mutator("annex-lead-differs", led_by_another, (), (*TABLED, *NAMED)),
    Mutator("owner-helps-itself", tabled("市应急局", "市应急局", "燃气管网检查"), (), TABLED),
    Mutator("structure-task-twice", tabled("市应急局", "市教育局", "煤矿瓦斯治理行动"), (), (*TABLED, "deadline-contradiction")),
    Mutator("wording-law-misnamed", insert("市应急局按照《消防安全法》每月检查1次。"), (), ("owner-implied",)),
    Mutator("wording-cited-later", insert("按照{after}年12月28日全国安全生产电视电话会议精神，市应急局每月检查1次。"), ("datong-2026", "gaoping-2024", "jincheng-chengqu-2023", "xiaoyi-2026"), (*NAMED, "notice-title-year", "deadline-unrecognised", "deadline-outside-year")),
    Mutator("owner-other-tier", insert("由山西省应急管理厅牵头，市应急局、市公安局、市教育局、市水利局、市交通局、市民政局每月检查1次。"), (), ("owner-implied", "owner-two-names", "owner-unknown")),
    Mutator("wording-law-edition", insert("市应急局按照《中华人民共和国消防法》（2020年修订）每月检查1次。"), (), ("owner-implied", "owner-two-names", "owner-context")),
    Mutator("wording-standard-replaced", insert("市应急局按照GB 30871—2014每月检查1次。"), (), ("owner-implied", "owner-two-names", "owner-context")),
    Mutator("notice-signer-differs", signed_by_its_office, (), ("notice-number-year", "notice-number-written", "owner-two-names")),
    Mutator("wording-figure-swapped", insert("市应急局每月检查规模以上陶瓷企业132家1次，每月通报规模以上陶瓷企业123家1次。"), (), ("owner-implied",)),
    Mutator("deadline-weekday", insert("市应急局2023年3月30日（星期日）开展1次检查。"), (), ("owner-implied", "deadline-unrecognised", "deadline-stale-year", "deadline-before-notice", "deadline-outside-year", "deadline-before-year")),
    Mutator("wording-other-voice", insert("我局将于每月5日前开展1次检查。"), (), ("owner-implied", "owner-context", "owner-missing", "owner-unstated", "owner-unknown")),
    Mutator("wording-other-tier", insert("市应急局每月检查1次，推动全省安全生产形势持续稳定。"), (), ("owner-implied",)),
    Mutator("owner-other-tier", insert("县财政局牵头，市应急局、市公安局、市教育局、市水利局、市交通局、市民政局每月检查1次。"), (), ("owner-implied", "owner-two-names", "owner-unknown")),
    Mutator("owner-seat-differs", insert_two("领导小组办公室设在市消防救援支队。", "各企业每月5日前将自查情况报领导小组办公室（市住建局）。"), (), ("owner-implied", "deadline-recurrence-uncounted", "owner-unrecognised", "owner-context", "owner-missing", "owner-unstated", "owner-two-names", *UNTIMED)),
    Mutator("structure-reference-beyond", insert("市应急局依照本通知第九十八条每月检查1次。"), (), ("owner-implied", "owner-two-names", "owner-context")),
    Mutator("deadline-years-differ", insert("{y}年是安全生产专项整治三年行动收官之年，市应急局每月检查1次。"), (), ("owner-implied",)),
    Mutator("structure-count-differs", insert("市应急局每月检查以下六类车辆：客运车辆、校车、危险货物运输车、重型货车、面包车。"), (), ("owner-implied", "owner-two-names", "owner-context", "deadline-recurrence-uncounted")),
    Mutator("wording-beyond-power", insert("市应急局每月检查1次，对违规作业的一律处以3万元罚款。"), (), ("owner-implied",)),
    Mutator("wording-place-renamed", insert("市应急局每月检查高平县、孝义县和云冈县的企业1次。"), ("gaoping-2024", "xiaoyi-2026", "datong-2026"), ("owner-implied", "owner-two-names", "owner-context")),
    Mutator("wording-contrary", insert("市应急局每月检查1次，督促企业先检测、再通风、后作业。"), (), NAMED),
    Mutator("wording-contrary", insert("市应急局按照《安全生产法》第十八条规定的主要负责人职责每月检查1次。"), (), NAMED),
    Mutator("wording-other-place", insert("利通区应急管理局每月检查1次。"), (), (*NAMED, "owner-unknown")),
    Mutator("notice-letter-orders", ordering_letter, ("datong-2026", "gaoping-2024", "jincheng-chengqu-2023", "xiaoyi-2026"), (*NAMED, "owner-addressed")),
    Mutator("annex-title-differs", misnamed_annex, (), (*NAMED, "annex-absent", "deadline-recurrence-uncounted")),
    Mutator("wording-cut", insert("市应急局每月检查1次，6月底前完成整改，并于。"), (), NAMED),
    Mutator("deadline-stale-year", insert("市应急局每月检查1次，确保{before}年安全生产形势稳定。"), (), ("owner-implied",)),
    Mutator("wording-typo", insert("市应急局每月开展1次隐患排察。"), (), ("owner-implied",)),
    Mutator("wording-remark", insert("市应急局每月检查1次重点企业（此处请住建局补充数据）。"), (), ("owner-implied",)),
    Mutator("structure-count-differs", insert("抓好以下四项工作：一是每月排查1次；二是每月整改1次；三是每月复查1次。"), (), ("owner-missing", "owner-unstated", "deadline-recurrence-uncounted", "owner-implied", "owner-context", "owner-unclear")),
    Mutator("wording-abolished-unit", insert("由市安监局每月开展1次检查。"), (), ("owner-unknown", "owner-two-names", "owner-implied")),
    Mutator("deadline-season-begun", season_begun, (), ("owner-missing", "owner-unstated", "deadline-unrecognised", "notice-late", "deadline-before-notice", "deadline-outside-year", "notice-issued-before-signed")),
    Mutator("deadline-phases", phased("4月1日至5月31日", "6月20日至9月30日", ""), (), ("owner-missing", "owner-unstated", "owner-unclear", "structure-number-skipped", "structure-number-repeated", "structure-number-back", "structure-heading-missing", "structure-section-empty", *UNTIMED)),
    Mutator("deadline-report-early", phased("4月1日至5月31日", "6月1日至9月30日", "{y}年7月底前报送本阶段总结。"), (), ("owner-missing", "owner-unstated", "owner-unclear", "structure-number-skipped", "structure-number-repeated", "structure-number-back", "structure-heading-missing", "structure-section-empty", *UNTIMED)),
    Mutator("deadline-no-such-day", insert("{y}年2月30日前，" + DONE + "。"), (), ("owner-missing", "owner-unstated",)),
    Mutator("deadline-no-such-day", insert("13月底前，" + DONE + "。"), (), ("owner-missing", "owner-unstated",)),
    Mutator("owner-note-missing", note("赛事备用电源每日试运行一次。"), D, ("owner-missing", "owner-vague", "owner-implied", "deadline-recurrence-uncounted")),
    Mutator("notice-signed-no-such-day", sub(r"^(20\d\d年)\d+月\d+日\s*$", r"\g<1>2月30日")),
    Mutator("notice-half-filled", sub(r"^(\s*\S{1,5}政发〔20\d\d〕)\d+(号\s*)$", r"\1  \2")),
    Mutator("owner-vague-helper", note("（市应急局牵头，市有关部门配合）"), D, ("owner-collective", "owner-two-names")),
    Mutator("wording-figures-differ", insert("市应急局全年检查企业90家，其中煤矿32家、化工企业28家、加油站25家。"), (), ("owner-implied", "owner-two-names", "owner-context")),
    Mutator("wording-figures-differ", insert("市应急局将事故起数由26起降至22起，下降18.2%。"), (), ("owner-implied", "owner-two-names", "owner-context", "deadline-routine", "deadline-inherited")),
    Mutator("deadline-cell-differs", late_in_table, (), TABLED),
    Mutator("deadline-reports-differ", insert("各乡镇每月25日前报送工作进展情况，各乡镇每月28日前报送工作进展情况。"), (), ("owner-implied", "owner-two-names", "owner-context", "deadline-recurrence-uncounted", "owner-missing", "owner-unstated", "owner-unclear", "owner-collective", "deadline-contradiction", *UNTIMED)),
    Mutator("deadline-phases-outside", phased("4月1日至5月31日", "6月1日至12月31日", "", "整治时间自{y}年4月1日起至{y}年9月30日止。\n\n"), (), ("owner-missing", "owner-unstated", "owner-unclear", "owner-implied", "owner-two-names", "structure-number-skipped", "structure-number-repeated", "structure-number-back", "structure-heading-missing", "structure-section-empty", *UNTIMED)),
    Mutator("target-falls", insert("市应急局确保重大隐患整改率{y}年底前达到90%，{after}年底前达到80%。"), (), ("owner-implied", "owner-two-names", "owner-context", "deadline-inherited", "deadline-routine", "deadline-outside-year", *UNTIMED)),
)  # fmt: skip
