"""Images and scanned pages through RapidOCR (PP-OCR on onnxruntime), whose models come with its
package: nothing is loaded from elsewhere. Needs the extra ``anze[ocr]``."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from ingest.read.layout import Page, build
from ingest.read.ocr_page import recognise
from ingest.read.problems import unreadable
from ingest.records import Document

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

MOST_PIXELS = 120_000_000
LONGEST_SIDE = 3600
MOST_FRAMES = 500


def is_installed() -> bool:
    """Whether the extra ``ocr`` is there."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def read_image(data: bytes, file_name: str) -> Document:
    """The document of an image file; a TIFF's frames are its pages."""
    if not is_installed():
        raise unreadable(file_name, "needs-ocr", format="图像 / image")
    media_type, frames = _open(data, file_name)
    builder = build([read_page(frame, at, file_name) for at, frame in enumerate(frames, start=1)])
    if not builder.blocks:
        detail = "未识别出文字 / no characters recognised"
        raise unreadable(file_name, "no-text", format="图像 / image", detail=detail)
    return builder.document(data, file_name, media_type, hard_breaks=False)


def read_page(picture: Image, number: int, file_name: str) -> Page:
    """The pieces of text on the picture of a page (``number`` from 1) and its ruled tables, in
    pixels of the picture set upright."""
    width, height = picture.size
    if width * height > MOST_PIXELS:
        detail = f"{width}×{height} 像素"
        limit = f"{MOST_PIXELS // 1_000_000} 百万像素"
        raise unreadable(file_name, "too-large", detail=detail, limit=limit)
    if max(picture.size) > LONGEST_SIDE:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return recognise(picture.convert("RGB"), number)


def _open(data: bytes, file_name: str) -> tuple[str, list[Image]]:
    """Media type of an image file and its pictures, upright."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as file:
            if file.width * file.height > MOST_PIXELS:
                raise Image.DecompressionBombError(f"{file.width}×{file.height}")
            return Image.MIME.get(file.format or "", "image/png"), list(_frames(file))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        limit = f"{MOST_PIXELS // 1_000_000} 百万像素"
        raise unreadable(file_name, "too-large", detail=str(error), limit=limit) from error
    except Exception as error:  # Pillow's decoders raise many kinds on broken files
        detail = str(error)
        raise unreadable(file_name, "broken", format="图像 / image", detail=detail) from error


def _frames(file: ImageFile) -> Iterator[Image]:
    from PIL import ImageOps, ImageSequence

    for frame in islice(ImageSequence.Iterator(file), MOST_FRAMES):
        yield ImageOps.exif_transpose(frame).convert("RGB")
