"""Events: what happens, when, where and for whom."""
