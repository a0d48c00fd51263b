"""My page, and closing one's account."""
