"""Working-day calendar 工作日历: which days the city works, and how statutory terms are counted in them."""
