"""Statistics of the population: counted by place, sex and age, and published so that nobody can be counted out."""
