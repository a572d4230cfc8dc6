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

from service.errors import BadRequest, NotFound

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

    def may(self, role: str) -> bool:
        return ROLES.index(self.role) >= ROLES.index(role)

    def expired(self, now: datetime) -> bool:
        return bool(self.expires) and datetime.fromisoformat(self.expires) <= now


class TokenFile:
    """``tokens.json`` of a data directory, re-read when it changes."""

    def __init__(self, root: Path) -> None:
        self.path = root / "tokens.json"
        self._known: tuple[int, list[Token]] = (-1, [])

    def all(self) -> list[Token]:
        try:
            stamp = self.path.stat().st_mtime_ns
        except FileNotFoundError:
            return []
        if stamp != self._known[0]:
            rows = json.loads(self.path.read_text("utf-8"))
            self._known = (stamp, [Token(**row) for row in rows])
        return self._known[1]

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
        self._write([*self.all(), Token(name, role, digest, now, until)])
        return secret

    def revoke(self, name: str) -> None:
        kept = [token for token in self.all() if token.name != name]
        if len(kept) == len(self.all()):
            raise NotFound(f"没有名为“{name}”的令牌。", f"There is no token named {name!r}.")
        self._write(kept)

    def _write(self, tokens: list[Token]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".new")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:  # noqa: PTH123
            json.dump([asdict(token) for token in tokens], handle, ensure_ascii=False, indent=1)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(self.path)
