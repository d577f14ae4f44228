"""Tests of what an administrator copies."""
