"""The pages of the geography base."""
