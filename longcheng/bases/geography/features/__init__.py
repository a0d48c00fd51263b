"""What lies on the map: how acts become things, how it was before, what differs from a file."""
