"""Pure RTP and RTCP: bytes, events and time in; values out. No socket, no clock, no randomness."""
