"""Loading files of departments into registers: send, map, check, confirm, watch, keep the report."""
