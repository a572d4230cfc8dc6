"""Running queries: what may run (guard), where (workers), how long and how much (pool)."""
