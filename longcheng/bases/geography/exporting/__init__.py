"""Layers of the map as files: everything that stands of each thing, so that the same file comes back unchanged."""
