"""Every write of the geography base."""
