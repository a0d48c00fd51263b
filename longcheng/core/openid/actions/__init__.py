"""Every write of the OpenID provider, by subject."""
