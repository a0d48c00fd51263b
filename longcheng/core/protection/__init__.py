"""Protection 防护: keys, sealed personal fields, and helpers against hostile files and addresses."""
