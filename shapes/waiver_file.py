"""Files of waivers: YAML, checked before anything is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import yaml
from pydantic import BaseModel, ConfigDict, Field

from shapes.entries import FileKind, read_entries
from shapes.errors import WaiverError
from shapes.waivers import Waiver


class _Entry(BaseModel):
    """A waiver that says who and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    rule: str
    sentence: str
    words: str = ""
    reason: str = Field(min_length=2)
    by: str = Field(min_length=1)
    date: str


class _Entries(BaseModel):
    model_config = ConfigDict(extra="forbid")
    waivers: list[_Entry] = []


_FILE = FileKind(
    "豁免文件",
    "The waiver file",
    "每条应有 id、rule、sentence、reason、by、date。",
    "Every entry has id, rule, sentence, reason, by and date.",
    WaiverError,
)


def read_waivers(text: str, name: str = "") -> tuple[Waiver, ...]:
    """The entries of a waiver file (YAML)."""
    entries = read_entries(text, name, _FILE, _Entries).waivers
    return tuple(Waiver(**entry.model_dump()) for entry in entries)


def write_waivers(waivers: Sequence[Waiver]) -> str:
    """A waiver file."""
    data = {"waivers": [asdict(waiver) for waiver in waivers]}
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)
