"""Pictures that strangers hand in."""
