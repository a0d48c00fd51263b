"""Mandates 代办: one person acts for another within a scope until a date, seen by both, ended at once."""
