"""Disclosure 告知: who looked at my data, in plain words; questions about a line; lawful delays that end."""
