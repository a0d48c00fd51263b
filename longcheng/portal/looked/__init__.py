"""Pages of disclosure: who looked at my data, questions about it, delays of telling."""
