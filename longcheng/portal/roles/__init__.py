"""Pages of roles: who holds which role in which organisation."""
