"""Topics, who follows them, and the proof that they wanted to."""
