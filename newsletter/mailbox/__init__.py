"""The mailbox that catches all mail while no mail server is set. Never in production."""
