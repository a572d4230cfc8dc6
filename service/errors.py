"""Errors of store, command line and HTTP. Each carries its HTTP status and the stable slug of its
problem type; ``service.web.problem`` turns it into ``application/problem+json``."""

from __future__ import annotations

from pathlib import Path

from ontology.errors import AnzeError


class ServiceError(AnzeError):
    """A refused or failed request; ``zh`` and ``en`` say what happened and what to do."""

    status = 500
    slug = "internal"
    title_zh = "内部错误"
    title_en = "Internal error"

    def __init__(self, zh: str, en: str, **extra: object) -> None:
        super().__init__(f"{zh}\n{en}")
        self.zh = zh
        self.en = en
        self.extra = extra
        self.headers: dict[str, str] = {}

    def __reduce__(self) -> tuple[object, ...]:
        """As it is, where another process raised it."""
        return Exception.__new__, (type(self), *self.args), self.__dict__


class BadRequest(ServiceError):
    status, slug = 400, "bad-request"
    title_zh, title_en = "请求有误", "Bad request"


class QuerySyntaxError(BadRequest):
    """The query or update does not parse; ``extra`` has line, column (from 1) and token."""

    slug = "syntax-error"
    title_zh, title_en = "查询语法错误", "Query syntax error"


class QueryFailed(BadRequest):
    """The query parses but its evaluation fails (an unknown function, say)."""

    slug = "query-failed"
    title_zh, title_en = "查询无法执行", "Query failed"


class Unauthorized(ServiceError):
    status, slug = 401, "unauthorized"
    title_zh, title_en = "需要令牌", "Token needed"

    def __init__(self, zh: str, en: str, challenge: str) -> None:
        super().__init__(zh, en)
        self.headers["WWW-Authenticate"] = challenge


class Forbidden(ServiceError):
    status, slug = 403, "forbidden"
    title_zh, title_en = "不允许", "Forbidden"

    def __init__(self, zh: str, en: str, challenge: str = "", **extra: object) -> None:
        super().__init__(zh, en, **extra)
        if challenge:
            self.headers["WWW-Authenticate"] = challenge


class NotFound(ServiceError):
    status, slug = 404, "not-found"
    title_zh, title_en = "没有找到", "Not found"


class UnknownName(NotFound):
    """Nothing has the name that a parameter gives; ``extra`` has parameter, value, did_you_mean."""

    slug = "unknown-name"
    title_zh, title_en = "没有这个名称", "Unknown name"


class Gone(ServiceError):
    """A notice that was withdrawn, or something of it; ``extra`` has when and why."""

    status, slug = 410, "withdrawn"
    title_zh, title_en = "已撤下", "Withdrawn"


class NotAcceptable(ServiceError):
    status, slug = 406, "not-acceptable"
    title_zh, title_en = "没有可用的格式", "No acceptable format"


class Conflict(ServiceError):
    status, slug = 409, "conflict"
    title_zh, title_en = "与现状冲突", "Conflict"


class RequestTimeout(ServiceError):
    status, slug = 408, "request-timeout"
    title_zh, title_en = "请求发送过慢", "Request timeout"


class PreconditionFailed(ServiceError):
    """What is there is not what a conditional write expects."""

    status, slug = 412, "precondition-failed"
    title_zh, title_en = "与请求的前提不符", "Precondition failed"


class TooLarge(ServiceError):
    status, slug = 413, "too-large"
    title_zh, title_en = "请求太大", "Request too large"


class UnsupportedMedia(ServiceError):
    status, slug = 415, "unsupported-media-type"
    title_zh, title_en = "不支持的内容类型", "Unsupported media type"


class Unprocessable(ServiceError):
    status, slug = 422, "unprocessable"
    title_zh, title_en = "内容不合要求", "Unprocessable content"


class MethodNotAllowed(ServiceError):
    """The address does not take this method."""

    status, slug = 405, "method-not-allowed"
    title_zh, title_en = "不支持这个方法", "Method Not Allowed"


class BadParameter(Unprocessable):
    """A parameter has a wrong value; ``extra`` has ``faults``."""

    slug = "bad-parameter"
    title_zh, title_en = "参数有误", "Bad parameter"


class TooManyRequests(ServiceError):
    status, slug = 429, "too-many-requests"
    title_zh, title_en = "请求过于频繁", "Too many requests"

    def __init__(self, zh: str, en: str, retry_after: int = 1, **extra: object) -> None:
        super().__init__(zh, en, **extra)
        self.headers["Retry-After"] = str(retry_after)


class HeadTooLarge(ServiceError):
    status, slug = 431, "head-too-large"
    title_zh, title_en = "请求头太大", "Request header fields too large"


class ClientGone(ServiceError):
    """The client hung up before its answer; 499 as servers log it, for nobody receives it."""

    status, slug = 499, "client-gone"
    title_zh, title_en = "客户端已断开", "The client hung up"


class NotImplementedHere(ServiceError):
    status, slug = 501, "not-implemented"
    title_zh, title_en = "此处不支持", "Not implemented here"


class EngineFailed(ServiceError):
    """The process that ran the query ended on its own, or the remote engine gave nonsense."""

    status, slug = 502, "engine-failed"
    title_zh, title_en = "查询引擎失败", "Query engine failed"


class Busy(ServiceError):
    status, slug = 503, "busy"
    title_zh, title_en = "服务繁忙", "Service busy"

    def __init__(self, zh: str, en: str, retry_after: int = 2, **extra: object) -> None:
        super().__init__(zh, en, **extra)
        self.headers["Retry-After"] = str(retry_after)


class NothingBuilt(Busy):
    """There is no graph in the data directory ``folder``: clients are told its name, who runs a command its path."""

    slug = "nothing-built"
    title_zh, title_en = "还没有数据", "Nothing built yet"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"数据目录 {folder.name} 里还没有图谱。请先运行 anze build。",
            f"There is no graph in the data directory {folder.name} yet. Run `anze build` first.",
            retry_after=30,
        )
        self.folder = folder.absolute()

    def here(self) -> str:
        """For the terminal: what was looked for, where, and what to do."""
        return (
            f"这里还没有图谱：找的是数据目录 {self.folder}（其中的文件 current）。\n"
            "图谱建在别处，就到那个文件夹里运行，或用 --data 指明它的数据目录（也可设环境变量 ANZE_DATA）；"
            "还没有建过，就先运行 anze build 文件夹（读取其中的通知；不写则读 data/notices）。\n"
            f"No graph here: looked for the file current in the data directory {self.folder}.\n"
            "If a graph was built elsewhere, run this there, or name its data directory by --data or ANZE_DATA; if "
            "none was built, run `anze build FOLDER` first (it reads the notices there, without FOLDER data/notices)."
        )


class TimedOut(ServiceError):
    status, slug = 504, "time-limit"
    title_zh, title_en = "超过时间上限", "Time limit exceeded"


class ResultTooLarge(ServiceError):
    """Rows, bytes or memory of a result are past the limit: nothing of it is sent."""

    status, slug = 507, "result-limit"
    title_zh, title_en = "结果超过上限", "Result limit exceeded"


class MemoryExceeded(ResultTooLarge):
    slug = "memory-limit"
    title_zh, title_en = "超过内存上限", "Memory limit exceeded"


class StoreError(ServiceError):
    """The data directory is missing, locked, damaged or not one of ours."""

    status, slug = 503, "store"
    title_zh, title_en = "数据目录有问题", "Data directory problem"


class NoSpace(StoreError):
    """The disk of the data directory, or that of temporary files, is full."""

    status, slug = 507, "no-space"
    title_zh, title_en = "磁盘已满", "Disk full"


def unprocessable(error: AnzeError, **extra: object) -> Unprocessable:
    """An error of reading or checking, in its two languages."""
    said = str(error)
    zh, _, en = said.partition(" / " if " / " in said else "\n")
    return Unprocessable(zh, en or zh, **extra)
