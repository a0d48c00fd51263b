"""Tests of the organisations base."""
