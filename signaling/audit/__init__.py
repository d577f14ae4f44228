"""Who did what to which object, when and on what ground: append-only rows, sealed by the day."""
