"""Synthetic residents 合成居民, any number: drawn to published figures, in households that make sense, none real."""
