"""The doors of the OGC APIs."""
