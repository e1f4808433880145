"""Who comes; for now the marks of those who registered elsewhere or are not interested."""
