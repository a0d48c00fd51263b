"""Doubtful pairs 疑似同一人 as the staff meet them: the list, waiting work, and some for the demo life."""
