"""“This is wrong”: the one page by which a reader of any register says so of a value."""
