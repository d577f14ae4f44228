"""Authorities, services with hours, service points, experts and who of them is there (F-10, F-11)."""
