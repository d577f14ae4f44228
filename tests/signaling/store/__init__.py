"""Tests of signaling/store."""
