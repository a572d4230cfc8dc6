"""What can be wrong with a file: one row each, Chinese first, English second. A message says what
was read, what was expected and what to do."""

from __future__ import annotations

from ingest.errors import UnreadableDocument

KINDS = "TXT, Markdown, HTML, DOCX, DOC, XLSX, XLS, ET, CSV, PDF, OFD, PNG/JPEG/TIFF, ZIP"
#: What brings the recognition of characters into the environment that `make` has made.
OCR_COMMAND = ".venv/bin/pip install -e '.[ocr]'"
BETWEEN = " / "  # the languages of a message

PROBLEMS: dict[str, tuple[str, str]] = {
    "missing": (
        "找不到文件或无法打开（{detail}）；应为一份可读的公文文件，请检查路径和权限。",
        "cannot be opened ({detail}); expected a readable file; check path and permissions.",
    ),
    "empty": (
        "文件为空；应为一份公文（{kinds}），请重新下载或另存。",
        "is empty; expected a notice ({kinds}); download or save it again.",
    ),
    "zeros": (
        "除了 {detail} 个零字节什么也没有，多半是没有复制完或下载完的文件；应为一份公文（{kinds}），请重新复制或下载。",
        "holds nothing but {detail} zero bytes, as a file that was not copied or downloaded whole; expected a notice "
        "({kinds}); copy or download it again.",
    ),
    "too-large": (
        "文件过大（{detail}）；一份公文应不超过{limit}，请拆分，或只保留正文与附表。",
        "is too large ({detail}); expected at most {limit}; split it or keep the text and tables.",
    ),
    "too-deep": (
        "标签嵌套过深（{detail} 层）；应为普通网页（不超过 {limit} 层），请复制正文另存。",
        "nests elements too deep ({detail}); expected at most {limit} levels; "
        "copy the text and save it.",
    ),
    "binary": (
        "内容不是文字（{detail}）；应为公文（{kinds}），请用原软件另存为 DOCX 或 PDF。",
        "holds no text ({detail}); expected {kinds}; save it as DOCX or PDF in its own program.",
    ),
    "other-format": (
        "是{detail}，本程序不读这种格式；应为{kinds}，请另存为其中之一。",
        "is {detail}, which is not read here; expected {kinds}; save it as one of them.",
    ),
    "broken": (
        "{format} 文件已损坏或不完整（{detail}）；应为完整的 {format} 文件，请重新下载或另存。",
        "is a broken or truncated {format} file ({detail}); expected a whole one; "
        "download or save it again.",
    ),
    "encrypted": (
        "{format} 文件已加密；应为不需密码即可打开的文件，请先解除密码再读。",
        "is an encrypted {format} file; expected one that opens without a password; "
        "remove the password first.",
    ),
    "no-text": (
        "{format} 文件中没有文字（{detail}）；应为有正文的公文，请检查文件是否正确。",
        "is a {format} file without any text ({detail}); expected a notice; check the file.",
    ),
    "chunk": (
        "DOCX 的正文是嵌入的另一个文件，本程序读不了它（{detail}）；"
        "请用 Word/WPS 打开此文件，另存为 DOCX 后再读。",
        "is a DOCX whose text is another file inside it that cannot be read ({detail}); "
        "open it in Word/WPS and save it as DOCX again.",
    ),
    "several": (
        "压缩包里有不止一份正文（{detail}）；一次读一份通知，附件随正文一起读。"
        "请解压后分别读取，或整个文件夹一起读（anze build 文件夹）。",
        "is an archive with several letters ({detail}); a notice and its annexes are read at a time; "
        "unpack it and read each, or the folder (anze build FOLDER).",
    ),
    "frames": (
        "网页只有框架（frameset），正文在框架引用的另一个网页里；请打开正文所在的网页，另存后再读。",
        "is a page of frames whose text is another page; open that page and save it.",
    ),
    "lost": (
        "{format} 中有的字无法认出（{detail}）：文件没有说明它们是哪些字；"
        "请用原软件重新导出，导出时嵌入字体，或另存为 DOCX。",
        "is a {format} that does not tell which characters it prints ({detail} are lost); "
        "export it again with its fonts embedded, or save it as DOCX.",
    ),
    "mistold": (
        "{format} 的文字对照表（ToUnicode）有误，读出的字不是印出的字（{detail}），常见于用 Ghostscript "
        "压缩或转换过的文件；请用转换前的原文件，或用原软件重新导出，或另存为 DOCX；"
        "文件带字体时，也可安装文字识别组件后按图像读取，在 anze 的文件夹里运行：{command}。",
        "is a {format} whose tables of characters (ToUnicode) are damaged: what is read is not what is "
        "printed ({detail}), as in files compressed or converted by Ghostscript; take the file as it "
        "was before, export it again, or save it as DOCX; with its fonts embedded it can be read by "
        "OCR, in the folder of anze say: {command}.",
    ),
    "needs-ocr": (
        "{format} 没有文字层，只有图像；读取扫描件需安装文字识别组件，在 anze 的文件夹里运行：{command}。",
        "is a {format} of images without text; reading scans needs OCR, in the folder of anze say: "
        "{command}.",
    ),
    "picture": (
        "是 {format} 图像{named}；读取图像需安装文字识别组件，在 anze 的文件夹里运行：{command}。",
        "is an image ({format}){named}; reading images needs OCR, in the folder of anze say: "
        "{command}.",
    ),
    "needs-office": (
        "是{detail}，需要 LibreOffice 转换，但本机未找到 soffice；"
        "请安装 LibreOffice，或用 Word/WPS 另存为 DOCX。",
        "is {detail} and needs LibreOffice, but no soffice was found here; "
        "install LibreOffice or save the file as DOCX.",
    ),
    "office-failed": (
        "LibreOffice 未能转换此{detail}；应为完好的文件，请用 Word/WPS 打开后另存为 DOCX。",
        "is {detail} that LibreOffice could not convert; open it in Word/WPS and save as DOCX.",
    ),
}


#: A value of a message: the same in both languages, or what it is in Chinese and in English.
Told = str | tuple[str, str]


class Excess(Exception):
    """More of something than a notice holds: what was found and how much is allowed; raised where
    the file's name is not known."""

    def __init__(self, detail: Told, limit: Told) -> None:
        super().__init__(detail)
        self.detail, self.limit = detail, limit


def unreadable(file_name: str, problem: str, **values: Told) -> UnreadableDocument:
    """The error to raise for ``problem``, a row of ``PROBLEMS``, with each value in the language of its line."""
    chinese, english = (
        line.format(
            kinds=KINDS,
            command=OCR_COMMAND,
            **{name: _of(told, at) for name, told in values.items()},
        )
        for at, line in enumerate(PROBLEMS[problem])
    )
    return UnreadableDocument(f"{file_name}：{chinese}{BETWEEN}{file_name} {english}")


def both(message: str) -> tuple[str, str]:
    """What an error says, as a value of the message of another."""
    zh, _, en = message.partition(BETWEEN)
    return zh, en


def pages_told(count: int) -> tuple[str, str]:
    """A number of pages, as a value of a message."""
    return f"{count} 页", f"{count} page{'s'[: count != 1]}"


def without_text(file_name: str, data: bytes) -> UnreadableDocument:
    """The error to raise for a file of blanks or zero bytes; those of blanks in UTF-16 are none."""
    zeros = data.count(0)
    if 2 * zeros == len(data) and not all(half.strip() for half in (data[::2], data[1::2])):
        zeros = 0
    return unreadable(file_name, "zeros" if zeros else "empty", detail=f"{zeros:,}")


def zeros_behind(data: bytes) -> tuple[str, ...]:
    """That a text ends in zero bytes, more than a character of any encoding holds, as one does of which space was
    taken and no more copied; nothing of one that does not."""
    count = len(data) - len(data.rstrip(b"\0"))
    if count <= _OF_A_CHARACTER:
        return ()
    zh = f"文件末尾的 {count:,} 个零字节；文件多半没有复制完，正文可能不全，请重新复制或下载。"
    en = f"{count:,} zero bytes at the end: the file was probably not copied whole; copy or download it again."
    return (zh + BETWEEN + en,)


_OF_A_CHARACTER = 4


def _of(told: Told, at: int) -> str:
    """The value in the first or second language, without what stands between the languages of a message.

    >>> _of(("图像", "image"), 1), _of("a / b", 1)
    ('image', 'a/b')
    """
    return (told if isinstance(told, str) else told[at]).replace(BETWEEN, "/")
