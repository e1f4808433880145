"""Which mail an event causes, when and to whom."""
