"""Tests of the measuring of lines."""
