"""The pages of signing in and of the ways into one's account."""
