"""Measures a line to a media server from its far end, without a browser (RFC 8445, RFC 5764, RFC 3550)."""
