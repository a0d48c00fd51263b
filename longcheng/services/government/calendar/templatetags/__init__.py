"""Template filters of the working-day calendar."""
