"""The bot in voice channels: coming and going, a queue of speech for each server, sound that starts at once."""
