"""The pages, the API and the desk of addresses: what stands on the register, on finding and on the actions."""
