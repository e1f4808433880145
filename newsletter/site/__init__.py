"""The front door: home, accessibility and privacy pages."""
