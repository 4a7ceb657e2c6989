"""How the tests' own Whisper checkpoint is made: a tiny genuine one that knows some words as eSpeak NG says them."""
