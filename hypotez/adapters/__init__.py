"""Engines and storage behind the ports, each with the vendor that it hides."""
