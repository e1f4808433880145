"""Uploaded pictures: checked, re-encoded, kept in PostgreSQL under the hash of their content."""
