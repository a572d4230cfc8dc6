"""How long a text may be to be checked, and what to do about a file that takes too long, by its kind."""

from __future__ import annotations

from pathlib import PurePath

from service.errors import TooLarge

#: Kinds of files by their suffixes, and what to do about a long one besides splitting it, in Chinese and English.
_ADVICE = (
    (
        (".doc", ".wps", ".rtf", ".odt"),
        "另存为 DOCX 也读得更快；图片可先去掉。",
        "Saved as DOCX it is read faster; pictures can be left out.",
    ),
    ((".docx",), "图片可先去掉。", "Pictures can be left out."),
    (
        (".pdf", ".ofd", ".png", ".jpg", ".jpeg", ".tif", ".tiff"),
        "扫描页和图片要逐页识别，最费时：可先去掉，或改交有文字的原件。",
        "Scanned pages and pictures take longest: leave them out, or give the original, which has its text.",
    ),
    (
        (".xlsx", ".xlsm", ".xls", ".et", ".csv"),
        "一张工作表、一份清单一个文件。",
        "One sheet, or one list, a file.",
    ),
    ((".zip",), "压缩包里的文件请逐个上传。", "Give the files of an archive one by one."),
)


#: Bytes of a file of mere text above which its check is long: it takes a processor for two seconds or more.
_LONG = 200_000


def is_long(name: str, content: bytes) -> bool:
    """Whether the check of a file is known to be long: by its size, where it is mere text.

    >>> [is_long(name, bytes(300_000)) for name in ("汇编.txt", "有图.docx")], is_long("通知.txt", bytes(30_000))
    ([True, False], False)
    """
    return len(content) > _LONG and PurePath(name).suffix.lower() in (".txt", ".md")


def to_split(name: str) -> tuple[str, str]:
    """What to do about the file of that name, in Chinese and English.

    >>> to_split("汇编.txt")[0]
    '请拆成几个文件，分别检查：一份通知一个文件；一份就太长的，按“一、二、三”各部分拆开。'
    >>> to_split("扫描.PDF")[0].endswith("或改交有文字的原件。")
    True
    """
    suffix = PurePath(name).suffix.lower()
    zh, en = next(((zh, en) for suffixes, zh, en in _ADVICE if suffix in suffixes), ("", ""))
    return (
        f"请拆成几个文件，分别检查：一份通知一个文件；一份就太长的，按“一、二、三”各部分拆开。{zh}",
        f"Split it and check each file: one notice a file, of a notice that is too long by itself one part (一、二、三). {en}".rstrip(),
    )


def require_short(text: str, name: str, most: int) -> None:
    """Raise TooLarge where the ``text`` read of a file has more than ``most`` characters."""
    if len(text) <= most:
        return
    zh, en = to_split(name)
    raise TooLarge(
        f"{name}：读到 {len(text):,} 个字符，一次最多检查 {most:,} 个，所以没有检查。{zh}",
        f"{name}: {len(text):,} characters were read; at most {most:,} are checked at once, so nothing was checked. {en}",
        file=name,
        characters=len(text),
        most=most,
    )
