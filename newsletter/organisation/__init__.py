"""Who we are: the one organisation of an installation, its senders and its look."""
