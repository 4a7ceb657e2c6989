"""The vocabulary and the Protocols; standard library only."""
