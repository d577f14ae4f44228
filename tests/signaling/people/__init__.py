"""Tests of signaling/people."""
