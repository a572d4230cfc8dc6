"""Compiled patterns, kept beside the compiled modules (``python -m service.patterns`` keeps them, the parser of
SPARQL and how characters sound).

Python keeps what it compiles of a module, but each process compiles its regular expressions anew: of one that reads or
checks that is half of its start. What is kept is what Python itself made of a pattern, for the same pattern and flags
under the same Python; everything else is compiled as ever, and everything where Python's insides are not to be had."""

from __future__ import annotations

import logging
import marshal
import sys
from array import array
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from ontology import kept as kept_files
from ontology import pinyin

log = logging.getLogger(__name__)

#: A pattern and its flags.
Asked = tuple[str | bytes, int]

PACKAGES = ("ontology", "ingest", "shapes", "alignment", "service")
_PARSER = "service.sparql.grammar"
#: Bytes of the seal in front of the file, and of the length behind it.
_SEAL, _LENGTH = 32, 8


@dataclass(frozen=True, slots=True)
class Kept:
    """``places``: from where to where in ``bytes`` stands what the machine of patterns is given."""

    places: Mapping[Asked, tuple[int, int]]
    bytes: mmap

    def given(self, asked: Asked) -> tuple[Any, ...] | None:
        """The arguments that make a pattern of what was asked for."""
        place = self.places.get(asked)
        if place is None:
            return None
        before, code, behind = marshal.loads(self.bytes[slice(*place)])
        return *before, array("I", code).tolist(), *behind


def kept_in() -> Path:
    """The file, where Python keeps this module compiled."""
    return kept_files.beside(__file__, "patterns")


def read_kept(path: Path) -> Kept | None:
    """What ``path`` keeps; None where it was not written by this Python for this edition of the program, or is
    damaged."""
    with suppress(OSError, ValueError, EOFError, TypeError):
        with path.open("rb") as file:
            content = mmap(file.fileno(), 0, access=ACCESS_READ)
        index = _SEAL + _LENGTH
        start = index + int.from_bytes(content[_SEAL:index], "little")
        if content[:_SEAL] != _seal(content):
            return None
        edition, lengths = marshal.loads(content[index:start])
        if edition == _edition():
            places = {}
            for asked, length in lengths.items():
                places[asked] = (start, start + length)
                start += length
            return Kept(places, content)
    return None


def use(path: Path) -> bool:
    """Whether patterns are taken from ``path`` from now on."""
    kept = read_kept(path)
    if kept is not None:
        with suppress(ImportError, AttributeError):
            _take(kept)
            return True
    return False


def use_or_keep() -> None:
    """Use what is kept; where something of it is not, and Python may keep compiled modules, keep it first."""
    path = kept_in()
    used = use(path)
    if (used and _others_there()) or not kept_files.may_keep(path):
        return
    kept_files.make("service.patterns")
    if not used:
        use(path)


def _others_there() -> bool:
    """Whether syllables hold and there is a parser, which would have to be loaded to see more."""
    parser = find_spec(_PARSER)
    there = parser is not None and kept_files.beside(str(parser.origin), "lark").exists()
    return there and pinyin.read_kept(pinyin.kept_in()) is not None


def keep(path: Path) -> None:
    """Write to ``path`` the patterns of all modules, and those that reading and checking a specimen needs."""
    with _heard() as kept:
        for name in _modules():
            with suppress(ImportError):  # of what is not installed
                import_module(name)
        import_module("service.store.sources").warm()
    index = marshal.dumps((_edition(), {asked: len(given) for asked, given in kept.items()}))
    length = len(index).to_bytes(_LENGTH, "little")
    content = b"".join((bytes(_SEAL), length, index, *kept.values()))
    kept_files.write(path, _seal(content) + content[_SEAL:])


def _seal(content: bytes | mmap) -> bytes:
    """Of all that stands behind the seal."""
    with memoryview(content) as whole:
        return sha256(whole[_SEAL:]).digest()


def _modules() -> Iterator[str]:
    from pkgutil import walk_packages

    for package in PACKAGES:
        folder = list(import_module(package).__path__)
        yield from (found.name for found in walk_packages(folder, f"{package}."))


def _edition() -> tuple[str, int]:
    """What kept patterns hold for; an installation writes every file anew."""
    return sys.version, Path(__file__).stat().st_mtime_ns


def _insides() -> tuple[Any, Any]:
    """Python's compiler of patterns, and the machine that it compiles for."""
    return import_module("re._compiler"), import_module("_sre")


def _take(kept: Kept) -> None:
    compiler, machine = _insides()
    compiles: Callable[..., Any] = compiler.compile

    def taken(pattern: Any, flags: int = 0) -> Any:
        plain = isinstance(pattern, (str, bytes))
        given = kept.given((pattern, int(flags))) if plain else None
        return compiles(pattern, flags) if given is None else machine.compile(*given)

    compiler.compile = taken


@contextmanager
def _heard() -> Iterator[dict[Asked, bytes]]:
    """What is compiled meanwhile."""
    compiler, machine = _insides()
    compiles: Callable[..., Any] = compiler.compile
    heard: dict[Asked, bytes] = {}

    class Machine:
        """The machine of patterns, and what it is given to compile."""

        given: tuple[Any, ...] = ()

        def __getattr__(self, name: str) -> Any:
            return getattr(machine, name)

        def compile(self, *given: Any) -> Any:
            self.given = given
            return machine.compile(*given)

    listening = Machine()

    def compile_and_hear(pattern: Any, flags: int = 0) -> Any:
        made = compiles(pattern, flags)
        if isinstance(pattern, (str, bytes)):
            words, own, code, *behind = listening.given
            told = ((words, int(own)), array("I", code).tobytes(), tuple(behind))
            heard[pattern, int(flags)] = marshal.dumps(told)
        return made

    compiler.compile, compiler._sre = compile_and_hear, listening
    try:
        yield heard
    finally:
        compiler.compile, compiler._sre = compiles, machine


def _fresh(path: Path) -> bool:
    """Whether what is kept is younger than every module and table of rules."""
    with suppress(OSError):
        kept = path.stat().st_mtime
        folders = [Path(*import_module(package).__path__) for package in PACKAGES]
        files = (file for folder in folders for file in folder.rglob("*.*"))
        return all(f.stat().st_mtime < kept for f in files if f.suffix in (".py", ".yml", ".tsv"))
    return False


def renew() -> None:
    """Keep each anew for its own reason: patterns where a module or a table is younger, and these, how characters
    sound, the parser of SPARQL and the vocabulary where what is kept does not hold. What cannot be kept is logged and
    stops nothing: it is made at each start."""
    for name in (__name__, "ontology.pinyin", _PARSER, "service.store.vocabulary"):
        try:
            _renew(name)
        except Exception as error:  # whatever it is, it concerns this one alone
            log.warning(
                "未能保留，每次启动时重做 not kept, made at each start: %s: %r", name, error
            )


def _renew(name: str) -> None:
    module = import_module(name)
    path = module.kept_in()
    if module.read_kept(path) is None or (name == __name__ and not _fresh(path)):
        module.keep(path)


if __name__ == "__main__":
    renew()
