"""How Chinese characters sound, as pypinyin tells: what it knows is kept beside the compiled modules (``python -m
service.patterns`` keeps it), cut up by the character that words begin with.

To load pypinyin with its dictionaries takes a third of a second and 55 MB in each process that makes an IRI of a name; of
what is kept a process reads the few characters that it meets. Where nothing is kept, pypinyin is asked itself."""

from __future__ import annotations

import marshal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from mmap import ACCESS_READ, mmap
from pathlib import Path
from struct import error, pack, unpack_from

from ontology import kept as kept_files

#: How a character sounds, how long the longest word is that begins with it, and those words.
Entry = tuple[str, int, dict[str, str]]

#: The characters that are kept, half-open: those that slugs spell.
FIRST, BEHIND = 0x3400, 0xA000
#: Bytes of a number in the file.
_NUMBER = 4


@dataclass(frozen=True, slots=True)
class Kept:
    """``bytes``: from ``places`` on, where each character's entry begins and the last one ends; then the entries."""

    bytes: mmap
    places: int
    met: dict[str, Entry] = field(default_factory=dict)

    def entry(self, character: str) -> Entry:
        known = self.met.get(character)
        if known is None:
            place = self.places + _NUMBER * (ord(character) - FIRST)
            start, end = unpack_from("<2I", self.bytes, place)
            known = self.met[character] = marshal.loads(self.bytes[start:end])
        return known


def spell(characters: str) -> str:
    """The syllables of Chinese characters (U+3400 to U+9FFF), without tones.

    >>> spell("重庆市长安全重于泰山")
    'chongqingshizhanganquanzhongyutaishan'
    """
    return _speller()(characters)


@cache
def _speller() -> Callable[[str], str]:
    kept = read_kept(kept_in())
    return asked if kept is None else lambda characters: looked_up(kept, characters)


def asked(characters: str) -> str:
    """The syllables, by pypinyin."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(characters, style=Style.NORMAL))


def looked_up(kept: Kept, characters: str) -> str:
    """The syllables, cut into words as pypinyin does: always the longest; none in an end that a longer word begins with."""
    syllables, start = [], 0
    while start < len(characters):
        own, most, words = kept.entry(characters[start])
        rest = characters[start : start + most + 1]
        longest = max(filter(rest.startswith, words), key=len, default="")
        if longest:
            syllables.append(words[longest])
            start += len(longest)
        elif any(word.startswith(rest) for word in words):
            syllables += [kept.entry(each)[0] for each in rest]
            break
        else:
            syllables.append(own)
            start += 1
    return "".join(syllables)


def kept_in() -> Path:
    """The file, where Python keeps this module compiled."""
    return kept_files.beside(__file__, "syllables")


def read_kept(path: Path) -> Kept | None:
    """What ``path`` keeps; None where it was not written by this Python of the dictionaries that are installed."""
    with suppress(OSError, ValueError, error):
        with path.open("rb") as file:
            content = mmap(file.fileno(), 0, access=ACCESS_READ)
        edition = _edition()
        end = unpack_from("<I", content, len(edition) + _NUMBER * (BEHIND - FIRST))[0]
        if content[: len(edition)] == edition and end == len(content):  # else it was cut short
            return Kept(content, len(edition))
    return None


def keep(path: Path) -> None:
    """Write to ``path`` what pypinyin knows."""
    entries = [marshal.dumps(entry) for entry in _entries()]
    edition = _edition()
    places = [len(edition) + _NUMBER * (len(entries) + 1)]
    for entry in entries:
        places.append(places[-1] + len(entry))
    kept_files.write(path, edition + pack(f"<{len(places)}I", *places) + b"".join(entries))


def _entries() -> Iterator[Entry]:
    """Those of all characters, in their order."""
    from pypinyin import Style
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
    from pypinyin.style import convert

    toneless = cache(lambda syllable: convert(syllable, Style.NORMAL, strict=True))
    words: dict[str, dict[str, str]] = {chr(code): {} for code in range(FIRST, BEHIND)}
    for word, syllables in PHRASES_DICT.items():
        if word[0] in words:
            words[word[0]][word] = "".join(toneless(first) for first, *_ in syllables)
    for character, found in words.items():
        own = toneless(PINYIN_DICT.get(ord(character), character).split(",")[0])
        yield own, max(map(len, found), default=0), found


def _edition() -> bytes:
    """What kept syllables hold for: Python, this module and the dictionaries of pypinyin."""
    found = find_spec("pypinyin")
    folders = found.submodule_search_locations if found else None
    dictionaries = sorted(Path(*folders or ()).glob("*_dict.json"))
    made_of = [(each.name, each.stat().st_mtime_ns) for each in (Path(__file__), *dictionaries)]
    return marshal.dumps((sys.version, made_of), 2)
