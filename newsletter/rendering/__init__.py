"""From blocks and templates to a form, and from a form to one person's copy. Pure: no database, request or network."""
