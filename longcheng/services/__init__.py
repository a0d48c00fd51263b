"""The services people live with, one folder each, grouped by the plan's chapters."""
