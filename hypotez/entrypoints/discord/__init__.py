"""The Discord bot. `run_bot` in `run.py` is its door; importing this package loads no discord.py."""
