"""Every write of signing in, split by what is written."""
