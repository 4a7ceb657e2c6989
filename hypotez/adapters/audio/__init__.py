"""Codecs, and where in a sound somebody speaks."""
