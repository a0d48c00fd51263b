"""What holds for the whole house: its floors, its promises, its journeys."""
