"""Pages of mandates: who acts for whom, in what, until when."""
