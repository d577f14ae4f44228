"""Tests of shared documents."""
