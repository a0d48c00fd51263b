"""Files of maps on their way into a layer: read in a child process, checked whole, compared, loaded, taken back."""
