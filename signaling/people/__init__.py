"""Accounts, devices, guests, their sessions, and the policy that decides what each may do."""
