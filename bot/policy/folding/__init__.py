"""Undoing disguises of text, step by step, without losing where each character came from."""
