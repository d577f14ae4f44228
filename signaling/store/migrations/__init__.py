"""Alembic migrations; run by `etaluukku db upgrade` through signaling/store/schema.py."""
