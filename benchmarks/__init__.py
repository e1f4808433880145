"""Programs that print figures. Never run by the tests: figures depend on the machine and on what else it does."""
