"""Learners, a file each, and what they share."""
