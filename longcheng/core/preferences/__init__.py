"""How a person wants the city's pages: language, light, size, contrast, and from which place they want notices."""
