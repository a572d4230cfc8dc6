"""Images and scanned pages through RapidOCR (PP-OCR on onnxruntime), whose models come with its
package: nothing is loaded from elsewhere. Needs the extra ``ocr``."""

from __future__ import annotations

import importlib.util
import io
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import PurePath

from PIL import Image, ImageOps
from PIL.ImageFile import ImageFile

from ingest.errors import UnreadableDocument
from ingest.read.layout import Page, build
from ingest.read.ocr_page import recognise
from ingest.read.problems import Told, unreadable
from ingest.read.sniff import image_of
from ingest.records import Document

MOST_PIXELS = 120_000_000
MOST_TOLD = (f"{MOST_PIXELS // 10_000:,} 万像素", f"{MOST_PIXELS:,} pixels")
LONGEST_SIDE = 3600
MOST_FRAMES = 500


def is_installed() -> bool:
    """Whether the extra ``ocr`` is there."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def read_image(data: bytes, file_name: str) -> Document:
    """The document of an image file; a TIFF's frames are its pages. That it is damaged is told ahead of what
    reading it would need."""
    name = image_of(data)[0]
    form = (f"{name} 图像", f"{name} image")
    with _told(file_name, form, len(data), 1):
        file = Image.open(io.BytesIO(data))
        if file.width * file.height > MOST_PIXELS:
            raise Image.DecompressionBombError(f"{file.width}×{file.height}")
    media_type = Image.MIME.get(file.format or "", "image/png")
    with closing(file):
        frames = enumerate(_frames(file, file_name, form, len(data)), start=1)
        if not is_installed():
            deque(frames, maxlen=0)
            raise _needed(data, file_name)
        pages = [read_page(frame, at, file_name) for at, frame in frames]
    builder = build(pages)
    if not builder.blocks:
        detail = ("未识别出文字", "no characters recognised")
        raise unreadable(file_name, "no-text", format=form, detail=detail)
    return builder.document(data, file_name, media_type, hard_breaks=False)


def _needed(data: bytes, file_name: str) -> UnreadableDocument:
    """What to install to read an image, and that its name says that it is something else, if so."""
    name, suffixes = image_of(data)
    suffix = PurePath(file_name).suffix.lower()
    other = bool(suffix) and suffix not in suffixes
    named = (f"（文件名却是 {suffix}）", f" named {suffix}") if other else ""
    return unreadable(file_name, "picture", format=name, named=named)


def read_page(picture: Image.Image, number: int, file_name: str) -> Page:
    """The pieces of text on the picture of a page (``number`` from 1) and its ruled tables, in
    pixels of the picture set upright."""
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise unreadable(file_name, "too-large", detail=f"{width}×{height}", limit=MOST_TOLD)
    if max(picture.size) > LONGEST_SIDE:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return recognise(picture.convert("RGB"), number)


@contextmanager
def _told(file_name: str, form: Told, size: int, number: int) -> Iterator[None]:
    """Errors of Pillow's decoders, which raise many kinds on broken files, as the reader's: that a file of ``size`` bytes
    does not hold the whole of its picture ``number``."""
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise unreadable(file_name, "too-large", detail=str(error), limit=MOST_TOLD) from error
    except Exception as error:
        detail = (
            f"共 {size:,} 字节，第 {number} 幅图像读不完整",
            f"{size:,} bytes, in which picture {number} is not whole",
        )
        raise unreadable(file_name, "broken", format=form, detail=detail) from error


def _frames(file: ImageFile, file_name: str, form: Told, size: int) -> Iterator[Image.Image]:
    """The pictures in a file, upright, one after the other: a small file may hold many large."""
    for number in range(MOST_FRAMES):
        with _told(file_name, form, size, number + 1):
            try:
                file.seek(number)
            except EOFError:
                return
            frame = ImageOps.exif_transpose(file).convert("RGB")
        yield frame
