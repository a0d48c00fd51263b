"""A city is a data pack: a folder of files with origin and licence, loaded by the rooms that know their kinds."""
