"""One citizen's matter from acceptance to the end: participants, lobby, chat, media (J1, F-15)."""
