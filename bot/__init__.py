"""Steward: a Discord moderator that puts a code of conduct to work."""

__version__ = "0.1.0"
