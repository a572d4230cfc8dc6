"""Who asks: the token of a request and what it may do."""

from __future__ import annotations

import base64

from starlette.requests import Request

from service.errors import Forbidden, Unauthorized
from service.tokens import Token
from service.web.state import state_of

#: Ways to send a token, as they are told with 401. Browsers and calendars can only send a password
#: (RFC 7617); as browsers send it along unasked, even where another site makes them ask, it lets
#: nobody write.
_TO_WRITE = 'Bearer realm="anze"'
_TO_READ = f'Basic realm="anze", charset="UTF-8", {_TO_WRITE}'


def require(request: Request, role: str) -> Token:
    """The request's token, which has ``role``; raises 401 or 403 otherwise."""
    reading = role == "read"
    challenge = _TO_READ if reading else _TO_WRITE
    secret = _secret(request.headers.get("authorization", ""), reading)
    if not secret:
        raise Unauthorized(
            "此操作需要令牌：请在 Authorization 头写 Bearer <令牌>（由管理员用 anze token create 生成）"
            + ("；在浏览器里作密码填入，用户名不限。" if reading else "；作密码填入的令牌只能读。"),
            "This needs a token: send Authorization: Bearer <token> (made with `anze token create`)"
            + (
                "; in a browser it is the password, the user name is up to you."
                if reading
                else "; as a password it only reads."
            ),
            challenge,
        )
    token = state_of(request).tokens.find(secret)
    if token is None:
        raise _unknown(challenge)
    if not token.may(role):
        raise Forbidden(
            f"令牌“{token.name}”的角色是 {token.role}，此操作需要 {role}。",
            f"Token {token.name!r} has role {token.role}; this needs {role}.",
            f'{challenge}, error="insufficient_scope", scope="{role}"',
        )
    return token


def refuse_unknown(request: Request) -> None:
    """Raise where a request that needs no token has one that is none, or is no longer (RFC 6750, 3.1)."""
    secret = _secret(request.headers.get("authorization", ""), False)
    if secret and state_of(request).tokens.find(secret) is None:
        raise _unknown(_TO_WRITE)


def _unknown(challenge: str) -> Unauthorized:
    return Unauthorized(
        "令牌无效或已过期。",
        "The token is unknown or has expired.",
        f'{challenge}, error="invalid_token"',
    )


def _secret(header: str, password: bool) -> str:
    """The token in an Authorization header, which may be a ``password``; empty if there is none.

    >>> _secret("Bearer t0ken", False), _secret("Basic bWU6dDBrZW4=", True)
    ('t0ken', 't0ken')
    >>> _secret("Basic bWU6dDBrZW4=", False), _secret("Basic bWU=", True), _secret("Basic ä", True)
    ('', '', '')
    """
    scheme, _, given = header.partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() != "basic" or not password:
        return ""
    try:
        return base64.b64decode(given.strip(), validate=True).decode().partition(":")[2]
    except ValueError:
        return ""
