"""Thin tasks: an id in, one call of a service."""
