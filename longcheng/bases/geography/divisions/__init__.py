"""Divisions over time: what each code was called, from when to when, and what became of it."""
