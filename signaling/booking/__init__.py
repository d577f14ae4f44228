"""Appointments: expert, room of the service point and interpreter, together or not at all (J2, F-17)."""
