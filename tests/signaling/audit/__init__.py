"""Tests of signaling/audit."""
