"""Signing up, and what the city keeps of whom."""
