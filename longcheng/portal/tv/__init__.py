"""The pages of the television under /tv/, and of the phone that pairs it under /television/."""
