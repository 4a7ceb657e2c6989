"""The use cases, one per file; they know ports and nothing else."""
