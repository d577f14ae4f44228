"""Engines that forward packets, behind one interface (engine.py)."""
