"""The columns of lists other than tasks, as a person reads them: the name first, words for codes and addresses,
codes, addresses and IRIs behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A column: its ``name`` in CSV, its ``heading`` on a sheet and its ``width`` there in characters; ``of``: the field
    that has it in words, where that is not the one of its name."""

    name: str
    heading: str
    width: int
    of: str = ""

    @property
    def field(self) -> str:
        return self.of or self.name


_TASKS = Told("tasks", "任务数", 8)
_BEHIND = (Told("tasks_url", "任务网址", 30), Told("url", "网页", 30), Told("id", "IRI", 30))

#: By a field that rows of the list alone have.
LAYOUTS: Mapping[str, tuple[Told, ...]] = {
    "status": (  # notices
        Told("title", "标题", 48),
        Told("number", "文号", 22),
        Told("year", "年度", 8),
        Told("issuer", "发文机关", 24),
        Told("jurisdiction", "行政区划", 14),
        Told("status", "状态", 10, "status_label"),
        Told("issued", "印发日期", 12),
        Told("signed", "成文日期", 12),
        _TASKS,
        Told("file", "文件", 24),
        Told("sha256", "文件 SHA-256", 30),
        *_BEHIND,
    ),
    "parent": (  # parts, articles, items, annex rows
        Told("number", "序号", 8),
        Told("title", "标题", 28),
        Told("kind", "类型", 8, "kind_label"),
        Told("text", "原文", 80),
        Told("parent", "上级", 28, "parent_label"),
        Told("notice", "通知", 36, "notice_label"),
        Told("position", "顺序", 8),
        *_BEHIND,
    ),
    "any_owner_rate": (  # numbers of notices
        Told("title", "通知", 48),
        Told("year", "年度", 8),
        _TASKS,
        Told("with_any_owner", "有责任单位（含推知）", 12),
        Told("any_owner_rate", "有责任单位（含推知）比例", 12),
        Told("with_stated_owner", "写明责任单位", 12),
        Told("stated_owner_rate", "写明责任单位比例", 12),
        Told("with_named_owner", "点名责任单位", 12),
        Told("named_owner_rate", "点名责任单位比例", 12),
        Told("by_default_only", "仅凭统一规定", 12),
        Told("with_deadline", "有日期", 8),
        Told("deadline_rate", "有日期比例", 10),
        Told("with_time", "有时间", 8),
        Told("time_rate", "有时间比例", 10),
        Told("id", "IRI", 30),
    ),
    "spellings": (  # units
        Told("label", "名称", 28),
        Told("function", "职能", 20, "function_label"),
        Told("jurisdiction", "行政区划", 14, "jurisdiction_label"),
        Told("superior", "上级单位", 28, "superior_label"),
        _TASKS,
        Told("tasks_by_default", "其中仅凭统一规定", 10),
        Told("spellings", "异写", 48),
        Told("label_en", "英文名称", 28),
        Told("function_code", "职能代码", 20, "function"),
        Told("jurisdiction_code", "区划代码", 10, "jurisdiction"),
        *_BEHIND,
    ),
    "cited_by": (  # instruments
        Told("title", "标题", 60),
        Told("number", "文号", 24),
        _TASKS,
        Told("cited_by", "引用任务数", 10),
        Told("ordered_issuing_by", "要求制定的任务数", 10),
        Told("ordered_revising_by", "要求修订的任务数", 10),
        *_BEHIND,
    ),
    "narrower": (  # concepts of a code list
        Told("label", "名称", 24),
        Told("notation", "代码", 20),
        Told("kind", "类型", 14, "kind_label"),
        Told("definition", "定义", 48),
        Told("variants", "异写", 32),
        Told("broader", "上位", 16, "broader_labels"),
        Told("narrower", "下位", 24, "narrower_labels"),
        _TASKS,
        Told("notices", "通知数", 8),
        Told("source", "出处", 30),
        Told("label_en", "英文名称", 24),
        Told("definition_en", "英文定义", 48),
        *_BEHIND,
    ),
}  # fmt: skip
