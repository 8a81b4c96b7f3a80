"""The command line, for the person who runs the bot: small commands that explain what went wrong."""
