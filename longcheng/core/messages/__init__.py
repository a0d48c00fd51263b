"""Messages to people: an inbox for each account, and signals that change an open page at once."""
