"""Who comes: registrations, waiting list and offers; and marks of those who registered elsewhere."""
