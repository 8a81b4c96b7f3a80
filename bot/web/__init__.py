"""Pages for people who can reach the bot by no other way; served only where an address is set for them."""
