"""Notes to those who answer for events: one mail a day with all that needs a hand, for each of them."""


def look() -> None:
    """Written below."""
