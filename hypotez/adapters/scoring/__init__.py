"""Measures, and pictures of them."""
