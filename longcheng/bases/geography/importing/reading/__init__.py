"""Reading strangers' files in a child process with bounds: nothing here imports Django or knows the database."""
