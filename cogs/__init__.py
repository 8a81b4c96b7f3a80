"""Everything that speaks to people through discord.py: parse, check, one service call, render."""
