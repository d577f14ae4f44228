"""The daily self-test of service points."""
