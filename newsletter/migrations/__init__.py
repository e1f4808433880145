"""The schema's history: small numbered steps, `NNNN_slug.py`."""
