"""The counter: what waits for the staff, finding a person for a purpose, people and roles, deliveries, health."""
