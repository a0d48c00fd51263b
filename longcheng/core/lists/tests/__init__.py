"""What the machine of lists promises."""
