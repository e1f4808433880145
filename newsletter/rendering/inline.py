"""Styles into the elements: the only place that knows premailer."""

import logging
import re

_indentation = re.compile(r"\n\s*")


def inline(html: str) -> str:
    """The page with its styles on the elements; rules for dark mode and phones stay in the head.

    Premailer loads what a page links to unless told otherwise, drops `!important` (which media rules need), and
    forgets a doctype in lower case.
    """
    from premailer import Premailer  # 13 MB, which the workers that send stored forms do without

    if not html.startswith("<!DOCTYPE html>"):
        raise ValueError("must begin with <!DOCTYPE html> in capitals")
    inlined: str = Premailer(
        html,
        allow_network=False,
        strip_important=False,
        disable_validation=True,
        disable_basic_attributes=["width", "height"],  # it would write CSS lengths over ours
        cssutils_logging_level=logging.CRITICAL,
    ).transform(pretty_print=False)
    return _indentation.sub("\n", inlined.strip()) + "\n"
