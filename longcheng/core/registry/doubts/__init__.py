"""Doubts 校核: a value is said to be wrong, goes to the owner of its field, and is decided with a reason."""
