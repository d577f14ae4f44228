"""The site test: which ways lead from a network to the server, and what they carry (F-03)."""
