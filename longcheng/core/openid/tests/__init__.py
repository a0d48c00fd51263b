"""What this room promises."""
