"""The demonstration: a region with service points, authorities, experts and interpreters (domain.md 6b).

Accounts and devices are marked as demo; `etaluukku serve` refuses a database that holds them.
"""
