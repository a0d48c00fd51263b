"""What is measured: `./city bench NAME` runs one of these."""
