"""The commands, a file for each group of them; what they do is in the use cases."""
