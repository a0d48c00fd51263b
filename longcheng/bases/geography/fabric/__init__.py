"""The synthetic fabric: streets, buildings, parcels and addresses inside the divisions, until real ones are loaded."""
