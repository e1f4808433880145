"""What every room stands on: clock, database, queue, facts, tokens, languages, text."""
