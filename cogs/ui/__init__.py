"""Embeds, persistent buttons and modals; components hold ids, not objects."""
