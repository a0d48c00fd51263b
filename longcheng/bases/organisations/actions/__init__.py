"""Every write of the organisations base."""
