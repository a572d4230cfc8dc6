"""Folders that partitions are written to and read from: of this machine, or at an address that fsspec knows
(``s3://bucket/parts``), where a cluster without a disk in common reaches them.

https://filesystem-spec.readthedocs.io; ``s3://`` is that of s3fs, for any service that speaks like S3."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import IO, Any, Protocol

from service.errors import BadRequest, ServiceError
from service.given import written

#: One letter is a drive.
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


@dataclass(frozen=True, slots=True)
class Address:
    """A file or folder that fsspec reaches, by its URL."""

    url: str

    def __str__(self) -> str:
        return self.url

    @property
    def name(self) -> str:
        return self.url.rstrip("/").rpartition("/")[2]

    def files(self) -> list[Address]:
        """Itself where it is a file, the files below it where it is a folder, sorted; none where there is nothing."""
        with _asked(self.url):
            system, path = _system(self.url)
            return [Address(system.unstrip_protocol(each)) for each in sorted(system.find(path))]

    def read_bytes(self) -> bytes:
        with _asked(self.url):
            system, path = _system(self.url)
            return bytes(system.cat_file(path))


Where = Path | Address


def where(text: str) -> Where:
    """A path of this machine, or an address.

    >>> where("s3://bucket/parts"), where("parts").name, where("C://parts").name
    (Address(url='s3://bucket/parts'), 'parts', 'parts')
    """
    return Address(text) if _URL.match(text) else Path(text)


class Folder(Protocol):
    """What a folder of partitions does; files in it have names, ``beside/00000.nq`` is one below it."""

    def make(self) -> None:
        """Have it there, if it is not yet."""

    def names(self) -> list[str]:
        """What is in it."""

    def written(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """A file that is at its place when it is whole, and not where the writing fails."""

    def at_hand(self, names: Collection[str]) -> AbstractContextManager[Path]:
        """A folder of this machine that has these files of it, to be read."""

    def clear(self, name: str = "") -> None:
        """Remove a folder in it, or all that is in it."""


@dataclass(frozen=True, slots=True)
class Here:
    """A folder of this machine, or of a disk that it shares."""

    path: Path

    def make(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)

    def names(self) -> list[str]:
        return sorted(each.name for each in self.path.iterdir())

    @contextmanager
    def written(self, name: str) -> Iterator[IO[bytes]]:
        path = self.path / name
        path.parent.mkdir(exist_ok=True)
        with written(path) as file:
            yield file

    @contextmanager
    def at_hand(self, names: Collection[str]) -> Iterator[Path]:  # noqa: ARG002
        yield self.path

    def clear(self, name: str = "") -> None:
        for path in [self.path / name] if name else list(self.path.iterdir()):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class There:
    """A folder at an address. What is written waits on this machine until it is whole; what is read is fetched."""

    address: Address

    def make(self) -> None:
        with _asked(self.address.url):
            system, path = _system(self.address.url)
            if "/" not in path and not system.exists(path):
                raise FileNotFoundError(path)  # a bucket, which is nobody's to make here
            _make(system, path)

    def names(self) -> list[str]:
        with _asked(self.address.url):
            system, path = _system(self.address.url)
            found = system.ls(path, detail=False) if system.exists(path) else ()
            inside = (each.rstrip("/") for each in found)
            return sorted(each.rpartition("/")[2] for each in inside if each != path)

    @contextmanager
    def written(self, name: str) -> Iterator[IO[bytes]]:
        with NamedTemporaryFile(prefix="anze-") as file:
            yield file
            file.flush()
            with _asked(self.address.url):
                system, path = _system(self.address.url)
                _make(system, f"{path}/{name}".rpartition("/")[0])
                system.put_file(file.name, f"{path}/{name}")

    @contextmanager
    def at_hand(self, names: Collection[str]) -> Iterator[Path]:
        with TemporaryDirectory(prefix="anze-") as fetched:
            with _asked(self.address.url):
                system, path = _system(self.address.url)
                for name in sorted(names):
                    (Path(fetched) / name).parent.mkdir(parents=True, exist_ok=True)
                    system.get_file(f"{path}/{name}", f"{fetched}/{name}")
            yield Path(fetched)

    def clear(self, name: str = "") -> None:
        with _asked(self.address.url):
            system, path = _system(self.address.url)
            whole = f"{path}/{name}" if name else path
            # ``rm`` would take a name with [ or * for a pattern
            for file in system.find(whole):
                system.rm_file(file)
            folders = [each for each in system.find(whole, withdirs=True) if each != whole]
            for folder in [*sorted(folders, reverse=True), *([whole] if name else [])]:
                if system.isdir(folder):
                    system.rmdir(folder)


def folder_at(place: Where) -> Folder:
    return There(place) if isinstance(place, Address) else Here(place.absolute())


def _system(url: str) -> tuple[Any, str]:
    """The file system of an address, and its path there; others write there, so that no list is kept."""
    import fsspec  # not at the top: few commands are given an address

    if (protocol := url.partition("://")[0]) not in fsspec.available_protocols():
        raise BadRequest(
            f"{url}：不认识 {protocol}://。请写 s3://存储桶/文件夹，或本机的路径。",
            f"{url}: {protocol}:// is unknown. Write s3://bucket/folder, or a path of this machine.",
        )
    system, path = fsspec.core.url_to_fs(url, use_listings_cache=False)
    system.invalidate_cache()
    return system, path.rstrip("/")


def _make(system: Any, path: str) -> None:
    """Have a folder there, in one that is: no bucket is made for an address that is mistyped."""
    if "/" not in path:
        return
    with suppress(FileExistsError):
        system.mkdir(path, create_parents=False)


@contextmanager
def _asked(url: str) -> Iterator[None]:
    """Around what an address is asked for: BadRequest where it fails. What its file system raises is its own, of whatever
    kind."""
    try:
        yield
    except ServiceError:
        raise
    except ImportError as error:
        raise BadRequest(
            f"读写 {url} 需要另装软件（{error}）：.venv/bin/pip install -e '.[s3]'，集群的每个 worker 也要装。",
            f"{url} needs more to be installed ({error}): .venv/bin/pip install -e '.[s3]', on each worker of a cluster, too.",
        ) from None
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        raise BadRequest(
            f"{url} 不能读写（{said}）。请核对地址、AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY；不是亚马逊的 S3 请设 "
            "AWS_ENDPOINT_URL（形如 http://minio:9000），集群的每个 worker 也要设。",
            f"{url} cannot be read or written ({said}). Check the address, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; for a "
            "service other than Amazon's set AWS_ENDPOINT_URL (as http://minio:9000), for each worker of a cluster, too.",
        ) from error
