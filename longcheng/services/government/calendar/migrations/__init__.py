"""The tables of the working-day calendar."""
