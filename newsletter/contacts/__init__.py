"""One row per mail address: the only place that holds one."""
