"""The city's map: its page, its tiles, the same as a table, the metro's diagram, a page for each district."""
