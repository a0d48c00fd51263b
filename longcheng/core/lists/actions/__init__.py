"""Every write of lists: saved views, and acts on many rows."""
