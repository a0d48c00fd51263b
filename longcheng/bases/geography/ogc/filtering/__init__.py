"""CQL2 filters (OGC API – Features, part 3): read within bounds, turned into SQL and exact tests of shapes."""
