"""All settings of command line and service, read once from ``ANZE_*`` environment variables.

Name, default, unit and help stand together in ``Settings``; docs/service/settings.md is checked
against it by a test."""

# ruff: noqa: RUF009 - setting() makes a field

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from service.errors import BadRequest

_CORES = os.cpu_count() or 2


def setting(default: Any, unit: str, zh: str, en: str, by: str = "", least: int = 0) -> Any:
    """A dataclass field that carries its unit and help; ``by`` says what of the machine sets its
    default, ``least`` the least that a number may be."""
    told = {"unit": unit, "zh": zh, "en": en, "by": by, "least": least}
    return field(default=default, metadata=told)


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set; the environment variable of ``data_dir`` is ``ANZE_DATA_DIR`` and so on."""

    data_dir: Path = setting(Path(".anze"), "path", "图谱所在目录", "Directory of the built graph")
    notices_dir: Path = setting(
        Path("data/notices"),
        "path",
        "anze build 默认读取的目录",
        "What `anze build` reads by default",
    )
    queries_dir: Path = setting(
        Path("data/queries"),
        "path",
        "首页示例查询所在目录",
        "Example queries shown on the start page",
    )
    host: str = setting("127.0.0.1", "address", "监听地址", "Address to listen on")
    port: int = setting(8377, "port", "监听端口", "Port to listen on")
    public_url: str = setting(
        "", "URL", "对外地址（反向代理之后用）", "Public base URL when behind a proxy"
    )
    remote_query_url: str = setting(
        "", "URL", "改用远程 SPARQL 引擎的查询地址", "Query endpoint of a remote SPARQL engine"
    )
    remote_store_url: str = setting(
        "", "URL", "远程引擎的图存储地址", "Graph Store endpoint of the remote engine"
    )
    remote_user: str = setting("", "name", "远程引擎的用户名", "User name at the remote engine")
    remote_password: str = setting("", "secret", "远程引擎的密码", "Password at the remote engine")
    remote_digest: bool = setting(
        False, "yes/no", "以 Digest 方式认证（Virtuoso）", "Digest authentication (Virtuoso)"
    )
    remote_limit: str = setting(
        "",
        "name=value",
        "告知远程引擎时限的参数，如 timeout={ms} 或 timeout={s}",
        "Parameter that tells the remote engine the time limit, as timeout={ms} or timeout={s}",
    )
    time_limit: float = setting(
        30.0, "s", "一个查询最多运行多久", "Longest running time of a query"
    )
    short_time: float = setting(
        0.3,
        "s",
        "所用处理器时间超过此值的查询转为长查询（时钟时间最多为其五倍）",
        "A query that takes a processor longer than this, or five times as long by the clock, goes on as a long one",
    )
    short_lanes: int = setting(
        max(2, _CORES), "count", "短查询并发数", "Short queries at once", "cores", least=1
    )
    long_lanes: int = setting(
        max(1, _CORES), "count", "长查询并发数", "Long queries at once", "cores", least=1
    )
    queue: int = setting(64, "count", "等待的短查询数上限", "Short queries that may wait")
    queue_time: float = setting(5.0, "s", "短查询最长等待", "Longest wait of a short query")
    long_queue: int = setting(8, "count", "等待的长查询数上限", "Long queries that may wait")
    memory_limit: int = setting(
        1024,
        "MiB",
        "一个查询、检查或读取可多用的内存",
        "Memory that a query, a check or reading a file may take beyond an idle process's",
    )
    check_time: float = setting(
        60.0, "s", "检查或读取一个文件最多多久", "Longest time of checking or reading a file"
    )
    check_short_time: float = setting(
        3.0,
        "s",
        "所用处理器时间超过此值的检查转为长检查（时钟时间最多为其五倍）",
        "A check that takes a processor longer than this, or five times as long by the clock, goes on as a long one",
    )
    check_lanes: int = setting(
        max(1, _CORES // 2),
        "count",
        "短检查并发数",
        "Short checks at once",
        "half of the cores",
        least=1,
    )
    check_long_lanes: int = setting(
        max(1, _CORES // 2),
        "count",
        "长检查并发数",
        "Long checks at once",
        "half of the cores",
        least=1,
    )
    check_queue: int = setting(
        8,
        "count",
        "等待的检查数上限，长短各计",
        "Checks that may wait, short ones and long ones each",
    )
    check_characters: int = setting(
        500_000,
        "characters",
        "经 HTTP 检查的一份文件的正文字数上限",
        "Most characters of text of a file that is checked over HTTP",
    )
    row_limit: int = setting(
        1_000_000, "rows", "结果行数上限", "Most rows (or triples) of a result"
    )
    byte_limit: int = setting(128, "MiB", "结果大小上限", "Largest result")
    cache_bytes: int = setting(
        64,
        "MiB",
        "缓存小结果所用内存（0 为不缓存）",
        "Memory for keeping small answers (0: none)",
    )
    query_bytes: int = setting(1024, "KiB", "查询文本大小上限", "Largest query or form body")
    upload_bytes: int = setting(64, "MiB", "上传内容大小上限", "Largest upload")
    client_rate: float = setting(
        100.0,
        "requests/s",
        "每个客户端的请求速率（0 为不限）",
        "Rate a client may keep up (0: any)",
    )
    client_burst: int = setting(
        400, "requests", "每个客户端的突发请求数", "Requests a client may send at once"
    )
    connections: int = setting(
        100,
        "count",
        "每个客户端的连接数上限（可信代理不限）",
        "Connections that a client may have open (trusted proxies: any number)",
    )
    idle_time: float = setting(
        15.0,
        "s",
        "连接多久没有进展即关闭（请求头、正文、接收应答）",
        "A connection without progress for so long is closed (request head, body, taking the answer)",
    )
    service_allow: tuple[str, ...] = setting(
        (),
        "URLs",
        "允许 SERVICE 访问的地址（逗号分隔）",
        "Endpoints SERVICE may call (comma-separated)",
    )
    load_allow: tuple[str, ...] = setting(
        (), "URLs", "允许 LOAD 读取的地址前缀", "URL prefixes LOAD may read (comma-separated)"
    )
    closed: bool = setting(False, "yes/no", "匿名用户不可读", "No reading without a token")
    union_default: bool = setting(
        True,
        "yes/no",
        "更新后默认图仍为所有命名图之并（no：更新可写默认图，改命名图不再影响它）",
        "Updates keep the default graph the union of all named graphs (no: they may write to it, and "
        "those of named graphs leave it as it is)",
    )
    write_time: float = setting(120.0, "s", "一次写入最多多久", "Longest time of one write")
    write_memory: int = setting(
        2048, "MiB", "写入可多用的内存", "Memory that writing may take beyond an idle process's"
    )
    write_queue: int = setting(16, "count", "等待写入的请求数上限", "Writes that may wait")
    keep_snapshots: int = setting(3, "count", "保留的快照数", "Snapshots kept on disk")
    trusted_proxies: str = setting(
        "127.0.0.1", "addresses", "可信反向代理", "Proxies whose X-Forwarded-* headers are believed"
    )
    cors_origins: tuple[str, ...] = setting(
        ("*",), "origins", "允许跨域读取的来源", "Origins that may read across domains"
    )
    log_format: str = setting("json", "json/text", "日志格式", "Format of log lines")


def variable(item: Field[Any]) -> str:
    """Name of the environment variable of a field of ``Settings``."""
    return "ANZE_DATA" if item.name == "data_dir" else f"ANZE_{item.name.upper()}"


def read_settings(environ: Mapping[str, str] | None = None, **override: object) -> Settings:
    """Settings from ``environ`` (default: the process's), then ``override`` where not None."""
    source = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for item in fields(Settings):
        text = source.get(variable(item))
        if text is not None and text.strip():
            values[item.name] = _parse(
                variable(item), text.strip(), item.default, item.metadata["least"]
            )
    values.update({name: value for name, value in override.items() if value is not None})
    return Settings(**values)


def _parse(name: str, text: str, default: object, least: int) -> object:
    try:
        if isinstance(default, bool):
            return {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}[
                text.lower()
            ]
        if isinstance(default, (int, float)):
            number = type(default)(text)
            if number < least:
                raise ValueError(text)
            return number
        if isinstance(default, tuple):
            return tuple(part.strip() for part in text.split(",") if part.strip())
        return Path(text) if isinstance(default, Path) else text
    except (KeyError, ValueError):
        kind = "yes / no" if isinstance(default, bool) else f"a number not below {least}"
        raise BadRequest(
            f"环境变量 {name} 的值“{text}”无效，应为{'是/否' if isinstance(default, bool) else f'不小于 {least} 的数字'}。",
            f"Environment variable {name} is {text!r}; expected {kind}. Correct or unset it.",
        ) from None
