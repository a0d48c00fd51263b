"""Organisations that do not exist, drawn to the trades of the city's pack: 示例 in each name, no place in each code."""
