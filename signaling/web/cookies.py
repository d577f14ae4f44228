"""One session cookie for each seat, so that one browser can be a desk and an interpreter at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from aiohttp import web

from signaling.people.known import MARK_SECONDS
from signaling.people.sessions import Entered
from signaling.store.vault import Vault
from signaling.web.messages.base import Seat

SEAT_HEADER: Final = "X-Etaluukku-Seat"
"""Required on every request to /api: a foreign page cannot send it without being asked for leave (CSRF)."""

SEATS: Final[tuple[Seat, ...]] = get_args(Seat)


def cookie_name(seat: Seat, *, secure: bool) -> str:
    """`__Host-` over TLS: then no subdomain can set it (RFC 6265bis section 4.1.3.2)."""
    return f"{'__Host-' if secure else ''}etaluukku_{seat}"


def known_cookie_name(*, secure: bool) -> str:
    """The cookie of the marks by which a browser is known (people/known.py); one for all seats."""
    return f"{'__Host-' if secure else ''}etaluukku_known"


def set_known(response: web.StreamResponse, marks: str, *, secure: bool) -> None:
    """Let the browser keep these marks, also when the session ends."""
    _set(response, known_cookie_name(secure=secure), marks, MARK_SECONDS, secure=secure)


def seat_of(text: object) -> Seat | None:
    """The seat that a header or handshake names; None when it is none."""
    return next((seat for seat in SEATS if seat == text), None)


def session_of(cookies: Mapping[str, str], seat: Seat, vault: Vault, *, secure: bool) -> str | None:
    """The session id of the cookie of this seat; None without one."""
    token = cookies.get(cookie_name(seat, secure=secure))
    return None if token is None else vault.fingerprint(token)


def set_session(response: web.StreamResponse, entered: Entered, *, secure: bool) -> None:
    """Give the browser the cookie of a session that has begun."""
    name = cookie_name(entered.actor.seat, secure=secure)
    _set(response, name, entered.token, int(entered.lasts_seconds), secure=secure)


def clear_session(response: web.StreamResponse, seat: Seat, *, secure: bool) -> None:
    """Take the cookie of this seat away."""
    response.del_cookie(
        cookie_name(seat, secure=secure), path="/", httponly=True, secure=secure, samesite="Strict"
    )


def _set(response: web.StreamResponse, name: str, value: str, seconds: int, *, secure: bool) -> None:
    """Every cookie of ours: sent to this origin alone, and out of reach of scripts."""
    response.set_cookie(
        name, value, max_age=seconds, path="/", httponly=True, secure=secure, samesite="Strict"
    )
