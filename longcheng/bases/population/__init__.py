"""Population 人口基础信息库: who lives here, as acts of a register that remembers."""
