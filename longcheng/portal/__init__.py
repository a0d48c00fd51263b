"""How people reach the city. It reads what the rooms declare and imports no service."""
