"""The four bases 四库: people, organisations, places and indicators, each known once."""
