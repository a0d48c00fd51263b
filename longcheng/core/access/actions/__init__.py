"""Every write of access: accounts, roles, the accounts of the city's own programs."""
