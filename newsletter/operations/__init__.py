"""What machines ask: does it live, can it serve, does mail move."""
