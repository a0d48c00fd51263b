"""The room proved."""
