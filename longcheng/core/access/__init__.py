"""Who may do what: accounts, the roles they hold in an area, the doors of pages, and the record of acts."""
