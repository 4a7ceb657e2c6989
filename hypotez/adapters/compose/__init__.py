"""Adapters that wrap a port and are that port, and the processes that engines run in."""
