"""Where everything that was decided lives: engine, unit of work, feeds, outbox, vault, migrations."""
