### What every surface says.

decimal-mark = .
hi = Hi! I write down what is said, say what is written, and learn from your examples what to answer: send me a voice message, and I answer with its text; the command help shows all that I can do.
transcript-silent = I heard no speech in this audio.
transcript-named = { $name }:
transcript-whole = The whole text is in the file.
spoken-instead = Another engine speaks, for { $engine } did not: { $reason }

# What is wrong with a transcript, under it: the codes of hypotez/ports/notices.py.
notice-broken-off = The file breaks off after { $seconds } s.
notice-not-kept = I could not keep this transcript, so it cannot be corrected or rated.
notice-not-kept-file = I could not keep this transcript, for its file cannot be read any more.
notice-keeps-nothing = I keep no transcripts here.
notice-language-taken = { $engine } cannot find out the language: it listened for { $language }.
notice-phrases-ignored = { $engine } cannot listen for phrases; they were ignored.
notice-not-translated = { $engine } cannot translate; this is what was said.
