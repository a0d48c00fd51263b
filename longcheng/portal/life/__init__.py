"""The events of a life: what the city offers for each now, and honestly what is planned and not open yet."""
