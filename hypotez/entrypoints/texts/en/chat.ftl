### What the conversation in a terminal says.

chat-help =
    { $prefix }transcribe PATH  write down what is said in a sound file; its path alone does the same
    { $prefix }say TEXT  say it, into a sound file in this folder
    { $prefix }voices [LANGUAGE]  list the voices
    { $prefix }correct ID TEXT  say how a transcript should read; ID may be last
    { $prefix }feedback TEXT  tell what you think
    { $prefix }archive FOLDER  put a folder into an archive
    { $prefix }getfile NAME  copy a shared file into this folder
    { $prefix }instruction [TOPIC]  read how something is done
    { $prefix }train [LEARNER] [FILE or lines]  learn from labelled texts, one "label: text" on a line, in a block between ```
    { $prefix }test [FILE or lines]  test what I learned; I also answer plain messages with it
    { $prefix }correct LABEL, { $prefix }confirm  what my last answer should have been, or that it was right
    { $prefix }review [keep ID, drop ID or change ID LABEL]  go through the texts whose label I doubt
    { $prefix }select_dataset [NAME]  choose what I learn from, or list what there is
    { $prefix }hi, { $prefix }help, { $prefix }quit
chat-plain = I know commands and sound files; { $prefix }help lists what I can do.
chat-unknown = There is no command { $name }; { $prefix }help lists what I can do.
chat-unknown-near = There is no command { $name }; did you mean { $near }?
chat-usage = Write { $usage }.
chat-no-voice-channel = A terminal has no voice channel; { $prefix }say writes a sound file instead.
chat-transcript = { $text }
    ({ $prefix }correct { $id } TEXT corrects it)
chat-answer = { $text }
    ({ $said }; { $prefix }correct LABEL or { $prefix }confirm teaches me)
chat-ask-first = Ask me something first: there is no answer of mine yet.
chat-unkept = { $text }
    ({ $why })
chat-written = Written to { $path }.
chat-more-voices = ... and { $count } more; give a language to see fewer.
chat-no-voices = There is no such voice.
chat-corrected = Thank you; { $id } is corrected.
chat-thanks = Thank you for telling me.
chat-error = { $sentence } ({ $details })
chat-unexpected = Something went wrong that I did not expect ({ $kind }); start me with --debug to see what.
chat-bye = Goodbye!

# Also what the commands of the terminal say.
answer-why-nothing = No word spoke for it.
review-kept-row = Its label stays.
