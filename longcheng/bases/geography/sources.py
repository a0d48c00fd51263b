"""Who states what of places: the names of the sources, for rooms below the registers as well."""

LAYERS, FABRIC, ADDRESS_OFFICE = "geography.layers", "geography.fabric", "geography.addresses"
