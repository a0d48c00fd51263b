"""Organisations: who is who, who may act for it, what it is licensed to do."""
