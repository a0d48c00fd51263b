"""Commands for `./city manage`."""
