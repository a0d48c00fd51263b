"""Government services 政府智慧服务."""
