"""The pages of the organisations base."""
