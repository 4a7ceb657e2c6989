"""Datasets as files: those that people send, and those that all may use."""
