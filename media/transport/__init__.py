"""Sockets, STUN, ICE-lite, DTLS and SCTP: how an endpoint reaches the media process."""
