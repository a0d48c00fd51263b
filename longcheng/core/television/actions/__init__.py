"""Every write of television, by subject."""
