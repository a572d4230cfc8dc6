"""Files and folders that a command was given: what the system refuses there, in words."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from tempfile import gettempdir
from typing import IO

from service.errors import BadRequest, StoreError

#: What is wrong and what to do, in Chinese and English.
_WHY = {
    errno.ENOENT: ("不存在，或所在的文件夹不存在；请核对路径", "is not there, or its folder is not; check the path"),
    errno.EACCES: ("没有读写的权限；请换个位置，或请管理员给予权限", "may not be read or written; choose another place or ask for permission"),
    errno.EPERM: ("没有读写的权限；请换个位置，或请管理员给予权限", "may not be read or written; choose another place or ask for permission"),
    errno.EROFS: ("在只读的磁盘上；请换个位置", "is on a disk that is read-only; choose another place"),
    errno.EISDIR: ("是文件夹；请写出文件名", "is a folder; name a file"),
    errno.ENOTDIR: ("的路径中有一段是文件，不是文件夹；请核对路径", "leads through a file as if it were a folder; check the path"),
    errno.EEXIST: ("已有同名的文件；请换个名字", "is a file already; choose another name"),
    errno.ENOSPC: ("写不下，磁盘已满；请换个位置，或先腾出空间", "does not fit, the disk is full; choose another place or make room"),
    errno.EDQUOT: ("写不下，已到磁盘配额；请换个位置，或先腾出空间", "does not fit into the quota; choose another place or make room"),
    errno.ENAMETOOLONG: ("的名称太长；请换个短的", "has too long a name; choose a shorter one"),
}  # fmt: skip


@contextmanager
def given(path: Path) -> Iterator[None]:
    """Around what reads or writes ``path``, what is in it or beside it: BadRequest where the system refuses."""
    try:
        yield
    except OSError as error:
        if _concerns(error, path.absolute()):
            raise BadRequest(*refused(error, path)) from None
        raise


def _concerns(error: OSError, path: Path) -> bool:
    if not isinstance(error.filename, str):
        return True
    where = Path(error.filename).absolute()
    return where in path.parents or path in where.parents or where.parent == path.parent


def refused(error: OSError, path: object) -> tuple[str, str]:
    """The error in Chinese and English: which path, what is wrong, what to do."""
    said = error.strerror or str(error)
    unknown = (
        f"不能读写（{said}）；请核对路径和权限",
        f"cannot be used ({said}); check path and permissions",
    )
    zh, en = _WHY.get(error.errno or 0, unknown)
    where = error.filename if isinstance(error.filename, str) else path
    return f"“{where}”{zh}。", f"{where} {en}."


@contextmanager
def written(path: Path, mode: int = 0o666) -> Iterator[IO[bytes]]:
    """A file that is at its place when it is whole; what was there stays where the writing fails. What can only be written where it
    is (``_draft_of``) is written there; an open descriptor (``descriptor_of``) gets it where it stands, all at once. A new file
    has the ``mode`` from the start, less what the system takes off."""
    if (descriptor := descriptor_of(path)) is not None:
        whole = BytesIO()
        yield whole
        sys.stdout.flush()
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(whole.getbuffer())
        return
    target = path.resolve()
    draft = _draft_of(path, target, mode)
    if draft is None:
        with path.open("wb") as file:
            yield file
        return
    try:
        with draft.open("wb") as file:
            yield file
        if target.exists():
            shutil.copymode(target, draft)
        try:
            draft.replace(target)
        except OSError as error:
            if error.errno not in _TAKES_NO_OTHER or not target.exists():
                raise
            shutil.copyfile(draft, path)
    except OSError as error:
        if error.filename == str(draft):
            error.filename = str(path)
        raise
    finally:
        draft.unlink(missing_ok=True)


_DESCRIPTOR = re.compile(r"(?:/dev|/proc/self)/fd/(\d{1,9})")
_STANDARD = {"/dev/stdout": 1, "/dev/stderr": 2}


def descriptor_of(path: Path) -> int | None:
    """The descriptor of this process that the path names: opened by its name, what it leads to would be begun anew.

    >>> descriptor_of(Path("/dev/stdout")), descriptor_of(Path("/dev/fd/63")), descriptor_of(Path("/dev/null"))
    (1, 63, None)
    """
    if found := _DESCRIPTOR.fullmatch(str(path)):
        return int(found[1])
    return _STANDARD.get(str(path))


#: What the system says where a file may be written and not replaced: its folder is read-only, or it is a mount of its own.
_TAKES_NO_OTHER = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV)


def _draft_of(path: Path, target: Path, mode: int) -> Path | None:
    """A new file beside the ``target`` that ``path`` leads to, of a name that nobody else has; None for what is no file (a
    device, a pipe) or stands in a folder that takes no other.

    Raises:
        OSError: what is there may not be written.
    """
    if path.exists():
        if not target.is_file():
            return None
        path.open("r+b").close()
    draft = target.with_name(f".anze-{token_hex(8)}")
    try:
        draft.touch(mode, exist_ok=False)
    except OSError as error:
        if error.errno in _TAKES_NO_OTHER and target.exists():
            return None
        error.filename = str(path)
        raise
    return draft


def write_file(path: Path, content: bytes) -> None:
    """Have the file that was named hold this, or what it held where that fails.

    Raises:
        BadRequest: the system refuses.
    """
    with given(path), written(path) as file:
        file.write(content)


def refuse_over_input(output: Path | None, inputs: Iterable[Path | None]) -> None:
    """Refuse an ``output`` that is one of the files that are read, by whatever name or link."""
    if output is None or not output.is_file():
        return
    for path in inputs:
        if path is not None and path.is_file() and output.samefile(path):
            raise BadRequest(
                f"-o “{output}”就是要读的文件“{path}”，不覆盖；请换个输出文件名。",
                f"-o {output} is the file {path} that is read; it is not overwritten. Choose another name.",
            )


def disk_full(error: OSError) -> bool:
    """Whether the disk is full, or the quota used up; RocksDB tells of it in words alone.

    >>> disk_full(OSError("IO error: No space left on device")), disk_full(PermissionError(13, "Permission denied", "quota.txt"))
    (True, False)
    """
    if error.errno is not None:
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    said = str(error).lower()
    return "no space" in said or "quota" in said


@contextmanager
def room_in(folder: Path) -> Iterator[None]:
    """Around what writes into the data directory ``folder``: StoreError where a disk is full, with how much is free there
    and where temporary files are."""
    try:
        yield
    except OSError as error:
        if not disk_full(error):
            raise
        free, temporary = _free(folder), _free(Path(gettempdir()))
        raise StoreError(
            f"磁盘已满，图谱没有变化。未完成的部分删去后，数据目录 {folder.absolute()} 所在磁盘可用 {free} MB，临时目录 "
            f"{gettempdir()} 所在磁盘可用 {temporary} MB；建图约需 20 MB，每份通知另需 2.5 MB。请腾出空间，或用 --data（ANZE_DATA）、TMPDIR 换到别处。",
            "The disk is full; the graph is unchanged. With what was begun removed, the disk of the data directory "
            f"{folder.absolute()} has {free} MB free, that of temporary files, {gettempdir()}, {temporary} MB; a build takes "
            "some 20 MB and 2.5 MB for each notice. Make room, or choose other places by --data (ANZE_DATA) and TMPDIR.",
        ) from None


def _free(folder: Path) -> str:
    """Megabytes that are free on the disk of a folder, which may not be there yet."""
    there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    return f"{shutil.disk_usage(there).free / 1e6:,.1f}"


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, without a byte order mark."""
    with given(path):
        content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRequest(
            f"“{path}”不是 UTF-8 文本（第 {error.start + 1} 字节）；请另存为 UTF-8。",
            f"{path} is not UTF-8 text (byte {error.start + 1}); save it as UTF-8.",
        ) from None
