"""The only place with SQL: one port, two engines, the same statements."""
