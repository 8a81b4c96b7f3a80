"""Tests of what people see in Discord."""
