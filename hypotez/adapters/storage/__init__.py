"""What outlives a restart: records, files, archives, weights."""
