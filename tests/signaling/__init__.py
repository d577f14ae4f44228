"""Signaling: rules without I/O first, then services on both databases, then real servers."""
