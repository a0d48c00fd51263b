"""Geography 自然资源和空间地理基础信息库: where everything is. Its first form: the divisions of the city."""
