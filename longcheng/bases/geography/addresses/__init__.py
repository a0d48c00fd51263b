"""Addresses: reading free text, finding, from a place back to its address, and what is near."""
