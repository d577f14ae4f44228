"""Shared documents of a consultation: sealed pages, durable operations, deletion at the end."""
