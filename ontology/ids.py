"""The only maker of IRIs.

An IRI depends on stable facts alone (jurisdiction, year, number, position), never on run order,
time or randomness, so that building twice gives the same bytes. Chinese names become pinyin
slugs, because notations and IRIs of this project are ASCII; what is known by its name alone gets digits behind it
(``key_of``), because many names sound alike.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from ontology.pinyin import spell

BASE = "https://w3id.org/anze/"
ONTOLOGY = BASE + "ontology#"
ONTOLOGY_GRAPH = BASE + "graph/ontology"
CODES_GRAPH = BASE + "graph/codes"
DIVISIONS_GRAPH = BASE + "graph/divisions"
INFERRED_GRAPH = BASE + "graph/inferred"


@lru_cache(maxsize=4096)
def slug(name: str, limit: int = 80) -> str:
    """ASCII slug of a Chinese or Latin name.

    >>> slug("市应急局")
    'shiyingjiju'
    >>> slug("PDT 窄带")
    'pdt-zhaidai'
    """
    folded = _folded(name)
    words = [run if run.isascii() else spell(run) for run in _runs(name)]
    text = "-".join(words).replace("ü", "v")
    if len(text) <= limit and text:
        return text
    return f"{text[: limit - 9]}-{digest(folded, 8)}" if text else digest(folded, 8)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).lower()


def _runs(name: str) -> list[str]:
    """Its letters and digits, and its Chinese characters, run by run."""
    return re.findall(r"[0-9a-z]+|[\u3400-\u9fff]+", _folded(name))


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """Key of what is known by its name alone: the slug, which names that sound alike share (食监局 and 实建局, what
    山西省 and 陕西省 issued), and behind it four digits of a digest of the characters.

    >>> key_of("食监局"), key_of("实建局")
    ('shijianju-b853', 'shijianju-7764')
    >>> key_of("PDT 窄带") == key_of("pdt窄带")
    True
    """
    characters = "".join(_runs(name))
    return f"{slug(name)}-{digest(characters, 4)}"


def digest(text: str, length: int = 12) -> str:
    """First ``length`` hex digits of the SHA-256 of ``text`` (UTF-8)."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:length]


def notice_iri(
    jurisdiction: str | None, year: int | None, doc_number: str | None, title: str
) -> str:
    """IRI of a notice; a notice without a number is told apart by a digest of its title.

    >>> notice_iri("141181", 2026, "孝政发〔2026〕1号", "")
    'https://w3id.org/anze/id/notice/141181-2026-xiaozhengfa-1'
    """
    place = jurisdiction or "unplaced"
    numbered = re.fullmatch(r"(.+?)〔(\d{4})〕(\d+)号", doc_number or "")
    if numbered:
        office = slug(numbered[1]) if jurisdiction else key_of(numbered[1])
        own = f"{office}-{int(numbered[3])}"
        return f"{BASE}id/notice/{place}-{year or numbered[2]}-{own}"
    return f"{BASE}id/notice/{place}-{year or 'undated'}-draft-{digest(title, 8)}"


def place_and_year_of(notice: str) -> tuple[str, int]:
    """The place (GB/T 2260) and the year that a notice's IRI names, "" and 0 for none.

    >>> place_and_year_of("https://w3id.org/anze/id/notice/141181-2026-xiaozhengfa-1")
    ('141181', 2026)
    >>> place_and_year_of("https://w3id.org/anze/id/notice/unplaced-undated-draft-0a1b2c3d")
    ('', 0)
    >>> place_and_year_of("http://example.org/14-²")
    ('14', 0)
    """
    place, year, *_ = (*notice.rpartition("/")[2].split("-"), "", "")
    return place if place.isdecimal() else "", int(year) if year.isdecimal() else 0


def preamble_iri(notice: str) -> str:
    return f"{notice}/preamble"


def part_iri(notice: str, number: str) -> str:
    return f"{notice}/part/{number}"


def article_iri(notice: str, number: str) -> str:
    return f"{notice}/article/{number}"


def item_iri(article: str, number: str) -> str:
    return f"{article}/item/{number}"


def annex_row_iri(notice: str, number: str) -> str:
    return f"{notice}/annex/{number}"


def task_iri(section: str, position: int) -> str:
    """IRI of the task that is the ``position``-th sentence (from 1) of its section."""
    return f"{section}/task/{position}"


def node_iri(owner: str, kind: str, position: int) -> str:
    """IRI of the ``position``-th assignment, time, target … (from 1) of ``owner``."""
    return f"{owner}/{kind}/{position}"


def span_iri(source: str, start: int, end: int) -> str:
    """IRI of the characters ``start:end`` (code points, half-open) of a source file as read: a fragment
    for plain text by RFC 5147.

    >>> span_iri("https://w3id.org/anze/id/source/00ff", 5, 7)
    'https://w3id.org/anze/id/source/00ff#char=5,7'
    """
    return f"{source}#char={start},{end}"


_SPAN = re.compile(r".*/id/source/[0-9a-f]+#char=(\d+),(\d+)")


def span_of(iri: str) -> tuple[int, int] | None:
    """The characters that the IRI of a span names, or None for another IRI.

    >>> span_of("https://w3id.org/anze/id/source/00ff#char=5,7"), span_of("https://w3id.org/anze/")
    ((5, 7), None)
    """
    m = _SPAN.fullmatch(iri)
    return (int(m[1]), int(m[2])) if m else None


def responsibility_iri(notice: str, start: int, end: int, basis: str) -> str:
    """IRI of the words ``start:end`` of a notice's file as naming owners; a subject that goes on is
    another responsibility than the words that it comes from."""
    own = f"{notice}/responsibility/{start}-{end}"
    return f"{own}/carried" if basis == "carried" else own


def source_iri(sha256: str) -> str:
    """IRI of a source file, by the SHA-256 (hex) of its bytes."""
    return f"{BASE}id/source/{sha256}"


def unit_iri(jurisdiction: str | None, key: str) -> str:
    """IRI of an organisation: where it acts and its function (or ``key_of`` its name)."""
    return f"{BASE}id/unit/{jurisdiction or 'unplaced'}/{key}"


def jurisdiction_iri(code: str) -> str:
    return f"{BASE}id/jurisdiction/{code}"


def instrument_iri(title: str, *, listed: bool) -> str:
    """IRI of an instrument by its title without 《》 and white space; ``listed``: in the vocabulary, whose titles have
    slugs of their own.

    >>> instrument_iri("《中华人民共和国安全生产法》", listed=True)
    'https://w3id.org/anze/id/instrument/zhonghuarenmingongheguoanquanshengchanfa'
    >>> instrument_iri("山西省消防条例", listed=False)
    'https://w3id.org/anze/id/instrument/shanxishengxiaofangtiaoli-f49c'
    """
    bare = re.sub(r"[《》〈〉\s]", "", title)
    return f"{BASE}id/instrument/{slug(bare) if listed else key_of(bare)}"


def code_iri(scheme: str, notation: str) -> str:
    return f"{BASE}code/{scheme}/{notation}"


def scheme_iri(scheme: str) -> str:
    return f"{BASE}code/{scheme}"
