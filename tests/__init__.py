"""Steward's tests: the real bot, a simulated Discord, a real database file."""
