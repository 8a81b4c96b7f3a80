"""Detectors: each finds one kind of thing in content and says where, how sure, and why."""
