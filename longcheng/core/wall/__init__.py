"""The wall: the screen that a watch room looks at."""
