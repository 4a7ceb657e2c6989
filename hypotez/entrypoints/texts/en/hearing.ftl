### What is said about transcripts in Discord, and the words of commands that are spoken.

menu-transcribe = Transcribe
menu-speak = Speak
menu-correct = Correct
button-correct = Correct
button-redo = Redo

message-elsewhere = That message is in another channel; please ask me there.
message-gone = I cannot see that message: it is gone, or what was written here before may not be read.
transcribe-no-audio = There is no audio there: send a file with the command, reply to a message that has one, or give its link.
engine-unknown = I can use these engines here: { $engines }.

form-correct = Correct the transcript
form-correct-text = What was said
form-correct-rest = This is the beginning; the rest of the text stays as it is.
correct-not-mine = That message shows no transcript of mine that could be corrected.
correct-none-here = I find no transcript of mine here; reply to it, or give its link.
correct-not-yours = Only whoever spoke or asked for the transcript can change it, or a moderator.
correct-done = Thank you, it is corrected:
correct-nothing = (nothing)
correct-more = … and { $count } more.
correct-kept-only = Thank you, I keep the correction; the message itself I could not change.

rating-thanks = Thank you, I keep your { $rating }.
rating-known = I have your { $rating } already, thank you.

redo-choose = Which engine is to listen?
redo-done = Done: { $engine } has listened again.
redo-no-other = There is no other engine that I may use here.

speak-nothing = There is nothing in this message that could be spoken.
speak-done = I am saying it.

vocabulary-none = No transcript was corrected here yet: correct some, and I learn from them how people speak here.
vocabulary-learned = Corrected transcripts that I learn from: { $count }.
vocabulary-missed = What I missed most often: { $words }.
vocabulary-on = Listening for it: { $engines }.
vocabulary-off = No engine listens for it; { $prefix }vocabulary measure finds out whether it would help.
vocabulary-before = Recordings: { $count }. Before, { $engine } gets { $value } % of the words wrong ({ $low } to { $high }).
vocabulary-after = After, with what the others of them taught, { $value } % ({ $low } to { $high }).
vocabulary-difference = Difference: { $change } points ({ $low } to { $high }).
vocabulary-few = With so few recordings that may be chance.
vocabulary-helps = That helps: { $engine } listens for it from now on.
vocabulary-no-help = That does not help: { $engine } does not listen for it.
vocabulary-missing = Corrected recordings that I could not hear again, for they are gone or too big: { $count }.
vocabulary-too-few = I find too few corrected recordings among the latest messages of this channel: two different ones are needed at least.

# The names that begin a spoken command: the first one is listened for, the others are how it may be written down.
# The words are separated by commas, without other signs.
spoken-names = hypotez, hypothesis, hypotheses, hypotes
spoken-help = help
spoken-join = join
spoken-leave = leave
spoken-skip = skip
spoken-stop = stop
spoken-understood = I understood `{ $command }`.
spoken-understood-alone = I understood `{ $command }`, but not what is to be written after it.
