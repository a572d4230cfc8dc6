"""The files that people write beside a notice: YAML entries, checked before anything is made of them.

Such a file may come from a stranger. Anchors and aliases let a few hundred bytes stand for gigabytes,
and deep nesting ends a recursive reader, so neither is taken; a message tells the place of a fault and
never repeats the value that was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ontology.errors import AnzeError

#: Bytes of a file; a waiver takes about 400.
MOST_BYTES = 256 << 10
#: Levels of nesting; the deepest entry needs 4.
MOST_LEVELS = 8
#: Faults that one message lists.
_SHOWN = 5

Entries = TypeVar("Entries", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class FileKind:
    """What messages call a kind of file and say of its form, and the error that refuses one."""

    zh: str
    en: str
    form_zh: str
    form_en: str
    error: type[AnzeError]


def read_entries(text: str, name: str, kind: FileKind, model: type[Entries]) -> Entries:
    """The entries of the file ``name`` as ``model``; all scalars are read as text (``off`` and dates
    as they stand), a key without value counts as absent, an empty file has no entries."""
    try:
        _look(text)
        return model.model_validate(_filled(yaml.load(text, yaml.BaseLoader)) or {})
    except _Unfit as error:
        zh, en = error.zh, error.en
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        zh, en = f"第 {line} 行不是 YAML（{error.problem}）", f"line {line}: {error.problem}"
    except yaml.YAMLError:
        zh, en = "含有 YAML 不允许的字符", "it has characters that YAML does not allow"
    except ValidationError as error:
        zh = en = _faults(error)
    raise kind.error(
        f"{kind.zh} {name} 读不懂：{zh}。{kind.form_zh}"
        f" / {kind.en} {name} is malformed: {en}. {kind.form_en}"
    )


class _Unfit(Exception):
    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def _look(text: str) -> None:
    """Refuse what must not be composed; events come one by one, nothing is built."""
    if len(text.encode()) > MOST_BYTES:
        raise _Unfit(f"超过 {MOST_BYTES >> 10} kB", f"it is over {MOST_BYTES >> 10} kB")
    level = 0
    for event in yaml.parse(text, yaml.BaseLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Unfit(
                f"第 {line} 行用了锚点或别名（& *），请写全",
                f"line {line} has an anchor or alias (& *); write it out",
            )
        level += isinstance(event, yaml.CollectionStartEvent)
        level -= isinstance(event, yaml.CollectionEndEvent)
        if level > MOST_LEVELS:
            raise _Unfit(
                f"第 {line} 行嵌套超过 {MOST_LEVELS} 层",
                f"line {line} is nested more than {MOST_LEVELS} levels deep",
            )


def _filled(data: object) -> object:
    """``data`` without the keys that have no value."""
    if isinstance(data, dict):
        return {key: _filled(value) for key, value in data.items() if value != ""}
    return [_filled(each) for each in data] if isinstance(data, list) else data


def _faults(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_input=False, include_context=False)
    told = [f"{_place(each['loc'])}: {each['msg']}" for each in found[:_SHOWN]]
    return "; ".join(told) + (f" (+{len(found) - _SHOWN})" if len(found) > _SHOWN else "")


def _place(path: tuple[int | str, ...]) -> str:
    return ".".join(str(step)[:40] for step in path) or "(top)"
