"""The ledger: every mail the service sends, and what became of it for each person."""
