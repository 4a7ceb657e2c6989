"""The bot learns from people: what they give it, how far training is, answers, corrections, and what is doubted."""
