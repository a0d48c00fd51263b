"""OGC API – Features and Tiles at /ogc/: the layers of the map, divisions and addresses for programs of the trade."""
