"""Television: sets that are paired by phone, what each may show, and screens that are walked by arrow keys."""
