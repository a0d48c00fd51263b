"""The one machine of every staff list: filters, sorting, saved views, files, and acts on many rows with a preview."""
