"""Finding the records of one person in several departments' files 比对: generating, comparing, sorting, explaining."""
