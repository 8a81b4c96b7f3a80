"""Proof that each guarantee is tested: it is taken away, and the tests that name it must fail.

The table stands in the TOML files beside this one. ``python -m tests.guarantees [F4 …]`` works through it.
"""
