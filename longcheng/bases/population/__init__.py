"""Population 人口基础信息库: who lives here. Its first form: placeholder residents, a number in each community."""
