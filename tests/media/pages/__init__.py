"""Tests of the pages process."""
