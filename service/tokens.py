"""Tokens: who may read (closed mode), publish notices, administer. Kept hashed in the data
directory; the token itself is shown once, when it is made."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from service.errors import BadRequest, NotFound, StoreError

#: Each role may do what those before it may.
ROLES = ("read", "publish", "admin")


@dataclass(frozen=True, slots=True)
class Token:
    """``digest`` is the SHA-256 (hex) of the token, which has 256 random bits."""

    name: str
    role: str
    digest: str
    created: str
    expires: str = ""

    @classmethod
    def of(cls, row: object) -> Token | None:
        """The token in a row of the file; None for a row that is none."""
        try:
            token = cls(**row)  # type: ignore[arg-type]
            dates = [
                datetime.fromisoformat(each) for each in (token.created, token.expires) if each
            ]
        except (TypeError, ValueError):
            return None
        whole = token.role in ROLES and re.fullmatch(r"[0-9a-f]{64}", token.digest)
        return token if whole and all(each.tzinfo for each in dates) else None

    def may(self, role: str) -> bool:
        return ROLES.index(self.role) >= ROLES.index(role)

    def expired(self, now: datetime) -> bool:
        return bool(self.expires) and datetime.fromisoformat(self.expires) <= now


class TokenFile:
    """``tokens.json`` of a data directory, re-read when it changes. A row that is no token opens nothing
    and stays where it is; a file that is no list of rows is refused."""

    def __init__(self, root: Path) -> None:
        self.path = root / "tokens.json"
        self._known: tuple[int, list[object]] = (-1, [])

    def all(self) -> list[Token]:
        return [token for row in self._rows() if (token := Token.of(row)) is not None]

    def damaged(self) -> list[str]:
        """The rows that are no tokens, as they stand in the file."""
        return [
            json.dumps(row, ensure_ascii=False) for row in self._rows() if Token.of(row) is None
        ]

    def _rows(self) -> list[object]:
        try:
            stamp = self.path.stat().st_mtime_ns
        except FileNotFoundError:
            return []
        if stamp != self._known[0]:
            self._known = (stamp, self._read())
        return self._known[1]

    def _read(self) -> list[object]:
        try:
            rows = json.loads(self.path.read_text("utf-8"))
        except (OSError, ValueError):
            rows = None
        if not isinstance(rows, list):
            raise StoreError(
                f"令牌文件 {self.path.name} 已损坏，现在没有令牌有效。请从备份取回此文件，或删除它后用 "
                "anze token create 重新生成令牌。",
                f"The file of tokens, {self.path.name}, is damaged and no token is valid. Take it from a backup, "
                "or delete it and make tokens anew by `anze token create`.",
            )
        return rows

    def find(self, secret: str) -> Token | None:
        """The valid token that ``secret`` is, compared in constant time."""
        digest = hashlib.sha256(secret.encode()).hexdigest()
        now = datetime.now(UTC)
        found = [t for t in self.all() if hmac.compare_digest(t.digest, digest)]
        return next((token for token in found if not token.expired(now)), None)

    def create(self, name: str, role: str, expires: datetime | None = None) -> str:
        """The secret of a new token."""
        if role not in ROLES:
            raise BadRequest(
                f"角色应为 {'、'.join(ROLES)}。", f"Role must be one of {', '.join(ROLES)}."
            )
        if not re.fullmatch(r"[\w.@-]{1,64}", name):
            raise BadRequest(
                "令牌名应为 1–64 个字母、汉字、数字或 . _ @ -。",
                "A token's name has 1-64 letters, digits or . _ @ -.",
            )
        if any(token.name == name for token in self.all()):
            raise BadRequest(f"已有名为“{name}”的令牌。", f"A token named {name!r} exists already.")
        secret = "anze_" + secrets.token_urlsafe(32)
        digest = hashlib.sha256(secret.encode()).hexdigest()
        until = expires.isoformat(timespec="seconds") if expires else ""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._write([*self._rows(), asdict(Token(name, role, digest, now, until))])
        return secret

    def revoke(self, name: str) -> None:
        kept = [
            row for row in self._rows() if not (isinstance(row, dict) and row.get("name") == name)
        ]
        if len(kept) == len(self._rows()):
            raise NotFound(f"没有名为“{name}”的令牌。", f"There is no token named {name!r}.")
        self._write(kept)

    def _write(self, rows: list[object]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".new")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:  # noqa: PTH123
            json.dump(rows, handle, ensure_ascii=False, indent=1)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(self.path)
