"""Longcheng, the operating system of a smart city."""

__version__ = "0.1.0"
