"""Tests of the site test."""
