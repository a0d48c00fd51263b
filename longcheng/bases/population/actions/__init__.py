"""Every write of the population base, split by what is written."""
