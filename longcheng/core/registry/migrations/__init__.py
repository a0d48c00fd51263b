"""Migrations of the registers."""
