### What is said of what people think, and of what is kept about them.

feedback-title = What do you think?
feedback-label = Your words, as they are
feedback-thanks = Thank you for telling me. It is kept for those who look after this.
feedbacks-none = Nobody of this server has told me yet what they think.
feedbacks-latest = The latest that I was told:
feedbacks-file = All that I was told here is in the file.
mydata-usage = Write { $prefix }mydata export to have all that I keep about you, or { $prefix }mydata forget to have it deleted.
mydata-export = This is what I keep about you, one record a line.
mydata-sent = I have sent it to you in a private message.
mydata-nothing = I keep nothing about you.
mydata-no-private-messages = You take no private messages from me; use the slash command /mydata export, whose answer only you see.
mydata-forget = Forget me
mydata-forget-question = Shall I delete all that I keep about you, on every server: transcripts, corrections, feedback, what you have taught me, and your choices? It cannot be undone.
mydata-forgotten-taught = What you have taught me is gone too: { $examples ->
        [one] { $examples } example
       *[other] { $examples } examples
    }, and { $versions ->
        [one] { $versions } version of a model that had learned from them.
       *[other] { $versions } versions of models that had learned from them.
    }
mydata-forgotten = { $count ->
        [0] I kept no records about you; your choices are gone.
        [one] Done: { $count } record about you is gone, and your choices.
       *[other] Done: { $count } records about you are gone, and your choices.
    }
confirm-not-yours = Only the person who was asked can press this.
confirm-too-late = Nothing was done, for nobody pressed the button.
confirm-over = That question is over; please give the command again.
