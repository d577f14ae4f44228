"""The daily self-test of service points (F-30)."""
