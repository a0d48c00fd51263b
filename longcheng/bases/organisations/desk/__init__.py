"""The desk of the registrar and of the licensing officer: their lists, the forms of acts, what an act would do."""
