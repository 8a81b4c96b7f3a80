"""The pure core: it decides, and imports neither discord nor I/O, clock, randomness or logging."""
