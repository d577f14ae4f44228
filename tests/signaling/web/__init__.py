"""Tests of signaling/web."""
