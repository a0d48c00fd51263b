"""The pages of the population base: one's own record, the counter, the records, the acts, the corrections."""
