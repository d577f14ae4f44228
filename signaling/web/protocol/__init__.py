"""Writes docs/protocol.md and the client's types out of the schemas that validate the messages.

python -m signaling.web.protocol [--check]
"""
