"""Whom a mailing goes to: a rule becomes one SELECT that names a reason for everybody left out."""
