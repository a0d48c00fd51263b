"""Help: one short page for each question people really ask, in both languages."""
