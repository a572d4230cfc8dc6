"""Who asks: the token of a request and what it may do."""

from __future__ import annotations

from starlette.requests import Request

from service.errors import Forbidden, Unauthorized
from service.state import state_of
from service.tokens import Token


def require(request: Request, role: str) -> Token:
    """The request's token, which has ``role``; raises 401 or 403 otherwise."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Unauthorized(
            "此操作需要令牌：请在 Authorization 头写 Bearer <令牌>（由管理员用 anze token create 生成）。",
            "This needs a token: send Authorization: Bearer <token> (made with `anze token create`).",
        )
    token = state_of(request).tokens.find(secret.strip())
    if token is None:
        raise Unauthorized("令牌无效或已过期。", "The token is unknown or has expired.")
    if not token.may(role):
        raise Forbidden(
            f"令牌“{token.name}”的角色是 {token.role}，此操作需要 {role}。",
            f"Token {token.name!r} has role {token.role}; this needs {role}.",
        )
    return token
