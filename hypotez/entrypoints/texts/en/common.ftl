### What every surface says.

hi = Hi! I write down what is said: send me an audio file or a voice message, and I answer with its text.
transcript-silent = I heard no speech in this audio.
transcript-named = { $name }:
transcript-whole = The whole text is in the file.
