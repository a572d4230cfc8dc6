"""A command that is called wrongly is told so in both languages, with its usage. The library of the command line tells
it in English alone."""

from __future__ import annotations

import re
from typing import Any

import typer

#: What that library raises; only one of its kinds has a name there.
UsageErrors = tuple(kind for kind in typer.BadParameter.__bases__ if issubclass(kind, Exception))

#: What it says, and the same in Chinese.
_SAID = (
    (r"Missing (?:argument|option|parameter) (.+?)\.", "缺少参数 {}"),
    (r"Missing command", "没有写命令"),
    (r"No such command '(.*?)'\. Did you mean (.*)\?", "没有命令“{}”，是不是 {}"),
    (r"No such command '(.*?)'", "没有命令“{}”"),
    (r"No such option: (\S+) (?:Did you mean|\(Possible options:) (.*?)[?)]", "没有选项 {}，相近的有 {}"),
    (r"No such option: (\S+)", "没有选项 {}"),
    (r"Option (.+) requires an argument", "选项 {} 后面要写值"),
    (r"Option (.+) does not take a value", "选项 {} 不带值"),
    (r"Got unexpected extra arguments? *(?:\(s\))? *\((.*)\)", "多写了参数 {}"),
    (r"Invalid value for (.+?): .*valid integer", "{} 应是整数"),
    (r"Invalid value for (.+?): .*greater than or equal to (\S+)", "{} 不能小于 {}"),
    (r"Invalid value for (.+?): .*less than or equal to (\S+)", "{} 不能大于 {}"),
    (r"Invalid value for (.+?): (?:Value error, )?('.*?') is not one of (.*)\.", "{} 不能是 {}，可选 {}"),
    (r"Invalid value for (.+?): \w+ ('.*') is not readable", "{} 中的 {} 没有权限读取，请核对权限"),
    (r"Invalid value for (.+?): \w+ ('.*') does not exist", "{} 中的 {} 不存在，请核对路径"),
    (r"Invalid value for (.+?):", "{} 的值有误"),
)  # fmt: skip


def told(error: Any) -> str:
    """The error of usage: in Chinese, in English, and how the command is called; the help that is its message where a
    command was named without anything."""
    said = str(error.format_message())
    if said.startswith("Usage:"):
        return said
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "anze"
    usage = context.get_usage().removeprefix("Usage: ") if context else f"{command} --help"
    return (
        f"{_chinese(said)}。用法：{usage}；详见 {command} --help。\n"
        f"{said if said.endswith(('.', '?')) else f'{said}.'} Usage: {usage}; see {command} --help."
    )


def _chinese(said: str) -> str:
    for pattern, words in _SAID:
        if found := re.match(pattern, said, re.DOTALL):
            return words.format(*found.groups())
    return "用法有误"
