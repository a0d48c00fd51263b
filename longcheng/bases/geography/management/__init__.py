"""Commands of the geography base."""
