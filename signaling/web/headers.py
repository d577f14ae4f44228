"""Security headers: no foreign origin, no frame, no inline script without the response's nonce (F-103)."""

from __future__ import annotations

from typing import Final

COMMON: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), display-capture=(self), "
    "autoplay=(self), fullscreen=(self), geolocation=(), payment=(), usb=()",
}
"""On every response."""

NOTHING: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""Policy of everything that is no page: it loads nothing."""

STRICT_TRANSPORT: Final = "max-age=31536000"
"""A year, as RFC 6797 section 6.1 has its example; only over TLS."""

IMMUTABLE: Final = "public, max-age=31536000, immutable"
"""Files whose name holds a hash of their content (RFC 8246)."""


def page_policy(nonce: str) -> str:
    """Content-Security-Policy of the page: scripts and styles of this site or with this nonce.

    Source: Content Security Policy Level 3.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' blob: data:",
            "media-src 'self' blob:",
            "connect-src 'self'",
            "font-src 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
            "manifest-src 'self'",
        )
    )
