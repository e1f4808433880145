"""Who did what; rows are only ever added."""
