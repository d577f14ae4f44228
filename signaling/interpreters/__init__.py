"""The pool of interpreters: who is free for a language, and whose answer counts (J4, F-45)."""
