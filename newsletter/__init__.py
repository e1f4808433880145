"""Budkavle: newsletters and event notices for public bodies."""
