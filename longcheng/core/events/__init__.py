"""What one room tells the others: written with the act, delivered to every handler, never lost, never doubled."""
