"""Tickets: places in the queue of a service, and the expert who takes one (F-13, F-14)."""
