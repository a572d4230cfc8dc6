"""Fixed words of the reports, in both languages."""

from __future__ import annotations

from shapes.rulebook import Words

LABELS: dict[str, Words] = {
    "report": Words("通知检查报告", "Report on a notice"),
    "notice": Words("通知", "Notice"),
    "number": Words("文号", "Number"),
    "file": Words("文件", "File"),
    "year": Words("计划年度", "Plan year"),
    "status": Words("状态", "Status"),
    "issued": Words("已印发", "issued"),
    "draft": Words("草稿", "draft"),
    "strict": Words("从严", "strict"),
    "profile": Words("检查档位", "Profile"),
    "superior": Words("对照的上级通知", "Superior’s notice"),
    "previous": Words("对照的上一次通知", "Last notice"),
    "since": Words("与上一次通知相比", "Since the last notice"),
    "fate": Words("变化", "What became of it"),
    "then": Words("上一次", "Then"),
    "now": Words("这一次", "Now"),
    "how": Words("差异", "Difference"),
    "further": Words("其余 {n} 项", "{n} more"),
    "verdict": Words("结论", "Verdict"),
    "conforms": Words("没有违规项", "no violations"),
    "fails": Words("有违规项，应改后再发", "violations: correct before issuing"),
    "violation": Words("违规", "Violation"),
    "warning": Words("提醒", "Warning"),
    "info": Words("提示", "Note"),
    "off": Words("不查", "off"),
    "waived": Words("已豁免", "Acknowledged"),
    "places": Words("处", ""),
    "rates": Words("任务情况", "How the tasks stand"),
    "this": Words("本通知", "This notice"),
    "median": Words("其余中位数", "Median of the others"),
    "summary": Words("问题汇总", "Summary"),
    "rule": Words("规则", "Rule"),
    "severity": Words("级别", "Severity"),
    "count": Words("数量", "Count"),
    "where": Words("位置", "Where"),
    "page": Words("页", "Page"),
    "offset": Words("字符", "Characters"),
    "sentence": Words("原句", "Sentence"),
    "what": Words("问题", "What is wrong"),
    "why": Words("理由", "Why"),
    "remedy": Words("处理建议", "What to do"),
    "paste": Words(
        "可照此写（单位、日期是建议，请核对）",
        "Words to paste (unit and date are proposals: check them)",
    ),
    "paste_first": Words(
        "首句可照此写（单位、日期是建议，请核对）",
        "Words to paste for the first (unit and date are proposals: check them)",
    ),
    "each": Words("逐句看 {n} 句", "The {n} sentences one by one"),
    "source": Words("依据", "Source"),
    "more": Words("其余 {n} 处（--all 全部列出）", "{n} more (--all lists them)"),
    "covers": Words("涉及 {n} 句", "covers {n} sentences"),
    "in_list": Words(
        "另有 {n} 项没有列在这里，见 Excel 问题清单。",
        "{n} more are in the list of problems in Excel.",
    ),
    "not_taken_up": Words(
        "其中上级任务没有承接 {n}", "{n} of them tasks of the superior’s not taken up"
    ),
    "own_sheet": Words(
        "上级任务没有承接的 {n} 项另列在“{sheet}”表。",
        "The {n} tasks of the superior’s that are not taken up are on the sheet “{sheet}”. ",
    ),
    "superior_sheet": Words("上级任务", "Superior"),
    "changes": Words("本地规则调整", "Local changes to the rules"),
    "from_to": Words("{a} 改为 {b}", "{a} became {b}"),
    "by": Words("确认人", "By"),
    "reason": Words("理由", "Reason"),
    "date": Words("日期", "Date"),
    "none": Words("（无）", "(none)"),
    "nothing": Words("没有发现问题。", "Nothing was found."),
    "explained": Words("规则逐条解释见", "Every rule is explained in"),
    "id": Words("编号", "Id"),
}

RATES: tuple[tuple[str, Words], ...] = (
    ("any_owner", Words("有责任单位（含主语推知）", "With an owner of any basis")),
    ("explicit_owner", Words("责任单位明示（括注或全文适用）", "Owner stated (note or default)")),
    ("by_note", Words("　其中：括注", "  by a note")),
    ("by_default", Words("　其中：全文适用", "  by a document-wide default")),
    ("by_subject", Words("句中主语写明", "Owner named by the subject")),
    ("lead_named", Words("多个责任单位中写明牵头", "Lead named among several owners")),
    ("own_deadline", Words("有自己的时间要求", "With a time of its own")),
    ("own_date", Words("　其中：完成时限", "  a date")),
    ("recurrence", Words("　其中：频次", "  a recurrence")),
    ("season", Words("　其中：季节时段", "  a season")),
    ("reaction", Words("　其中：响应时间", "  a reaction time")),
    ("measurable", Words("有可量化指标", "With a measurable target")),
)


def say(key: str, lang: str, **values: object) -> str:
    """A fixed word in ``zh`` or ``en``."""
    return pick(LABELS[key], lang).format(**values)


def pick(words: Words, lang: str) -> str:
    """The text in ``zh`` or ``en``."""
    return words.en if lang == "en" else words.zh


#: Grounds of rules that are no document, in English; documents keep their names.
GROUNDS = {
    "常理": "common sense",
    "本项目设计约定": "a convention of this project",
    "日历": "the calendar",
    "公文写作惯例": "usage of official writing",
    "单位职能代码表": "list of functions of units",
    "替代文件表": "list of replaced documents",
    "本项目本体": "ontology of this project",
    "机制名录": "register of mechanisms",
    "各标准的前言": "the foreword of each standard",
    "各法律法规的题注": "the notes under the titles of laws and regulations",
    "问题里写明的各条": "what the finding names",
    "各部法律、行政法规的名称": "the titles of laws and administrative regulations",
}


def grounds(source: str, lang: str) -> str:
    """What a rule rests on.

    >>> grounds("GB/T 2260；常理", "en")
    'GB/T 2260; common sense'
    """
    if lang == "zh":
        return source
    return "; ".join(GROUNDS.get(part, part) for part in source.split("；"))


def headed(label: str, words: object, lang: str) -> str:
    """The words under what they are called."""
    return f"{label}: {words}" if lang == "en" else f"{label}：{words}"


def gap(lang: str) -> str:
    """What parts two facts of a line."""
    return "  " if lang == "en" else "　"


def aside(words: object, lang: str) -> str:
    """The words in brackets, to stand behind others."""
    return f" ({words})" if lang == "en" else f"（{words}）"
