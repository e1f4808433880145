"""Everything a fresh machine lacks: embedded PostgreSQL and Redis, and the supervisor of `newsletter up`."""
