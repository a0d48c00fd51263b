"""The doors of the OpenID provider: the protocol's endpoints for programs, and the pages where people decide."""
