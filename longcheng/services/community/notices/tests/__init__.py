"""What notices promise. Officer Wu may publish in his town, operator Zheng in the city, Wang lives in the town."""
