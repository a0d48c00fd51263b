"""Community services 智慧社区."""
