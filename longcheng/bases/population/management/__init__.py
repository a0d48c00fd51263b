"""Commands of the population base."""
