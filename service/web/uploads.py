"""What a request sends, read within a limit that is counted as it comes, whatever the request says of
its length."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from service.errors import BadRequest, TooLarge, UnsupportedMedia
from service.web.parameters import known_fields


@dataclass(frozen=True, slots=True)
class Upload:
    """One part: the form's ``field`` ("" for a bare body), file ``name`` ("" if none was given),
    ``type`` (its Content-Type) and ``content``."""

    field: str
    name: str
    type: str
    content: bytes


async def read_body(request: Request, limit: int) -> bytes:
    """The body; refused as soon as it is known to be longer than ``limit`` bytes."""
    return b"".join([chunk async for chunk in _counted(request, limit)])


async def read_uploads(
    request: Request, limit: int, fields: Sequence[str] = (), most: int = 8
) -> list[Upload]:
    """The files and fields of a form, ``most`` of each, or the body as the only one; ``fields``: those that
    the form has, each once, or any."""
    kind = request.headers.get("content-type", "")
    if not kind.lower().startswith("multipart/form-data"):
        content = await read_body(request, limit)
        return [
            Upload("", _disposed(request.headers.get("content-disposition", "")), kind, content)
        ]
    parser = MultiPartParser(
        request.headers,
        _counted(request, limit),
        max_files=most,
        max_fields=most,
        max_part_size=limit,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError) as error:
        raise BadRequest(f"表单无法读取：{error}。", f"The form cannot be read: {error}.") from None
    try:
        if fields:
            known_fields(request, [field for field, _ in form.multi_items()], fields)
        return [await _upload(field, value) for field, value in form.multi_items()]
    finally:
        await form.close()


def nameless(upload: Upload) -> BadRequest:
    """The error for a part that should be a file and has no file name: a part with ``filename*`` alone,
    which the standard forbids, is read as text."""
    return BadRequest(
        f'部分“{upload.field}”没有 filename，不是文件；请写 filename="…"（RFC 7578 第 4.2 节不允许只写 filename*）。',
        f'Part {upload.field!r} has no filename and is no file; send filename="…" (RFC 7578, 4.2, '
        "allows no filename* alone).",
    )


async def _upload(field: str, value: UploadFile | str) -> Upload:
    if isinstance(value, str):
        return Upload(field, "", "", value.encode("utf-8"))
    content = await value.read()
    # a browser sends a part without name and bytes where no file was chosen
    name = value.filename or (field if content else "")
    return Upload(field, name, value.content_type or "", content)


async def _counted(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    """The body's chunks; TooLarge as soon as they are more than ``limit`` bytes."""
    coding = request.headers.get("content-encoding", "identity")
    if coding.lower() != "identity":
        raise UnsupportedMedia(
            f"Content-Encoding“{coding}”不受支持；请发送未压缩的正文。",
            f"Content-Encoding {coding!r} is not supported; send the body uncompressed.",
        )
    declared = request.headers.get("content-length", "")
    size = 0
    if declared.isdigit() and int(declared) > limit:
        raise _too_large(limit)
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        yield chunk


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        f"请求正文超过 {limit:,} 字节的上限：请拆分或压缩后再发；上限由管理员设定（文件和更新为 ANZE_UPLOAD_BYTES，查询为 ANZE_QUERY_BYTES）。",
        f"The request body is over {limit:,} bytes: split it or make it smaller. The operator sets the limit (ANZE_UPLOAD_BYTES of files "
        "and updates, ANZE_QUERY_BYTES of queries).",
        limit=limit,
    )


def _disposed(header: str) -> str:
    """The file name of a Content-Disposition header, "" if it has none (RFC 6266).

    >>> _disposed("attachment; filename*=UTF-8''%E9%80%9A%E7%9F%A5.txt")
    '通知.txt'
    """
    named = re.search(r"filename\*=UTF-8''([^;]+)", header, re.I) or re.search(
        r'filename="?([^";]+)', header, re.I
    )
    return unquote(named[1]) if named else ""
