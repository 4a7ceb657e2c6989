### What the bot says in Discord.

attachment-too-big = This file is too big for me: I take at most { $limit } MB.
attachment-gone = I could not fetch this file from Discord; please send it again.
error-detailed = { $sentence } { $detail }
error-numbered = { $sentence } (error { $id })

answer-not-yours = Only whoever was answered can confirm or correct the answer, or a moderator.
answer-too-late = { $person }, I was done too late: after a quarter of an hour Discord lets me answer nobody alone, and you take no private messages from me. Please take those, or ask again.

rows-missing = There is nothing to add: attach a file to the command, or write lines "label: text" below it.
rows-missing-slash = There is nothing to add: give a file (file) or lines "label: text" (data).
words-unplaced = I do not know what “{ $words }” means on the line of the command, so I have done nothing. Write texts below it, or in a block of code.
rows-leave-out = The button does that, or the word leave-out in the command.
rows-leave-out-slash = The option leave_out does that.

status-working = I am at work …
status-percent = I am at work: { $percent } %
status-stop = Stop
status-stopped = It was stopped.
status-over = That work is over already.
status-not-yours = Only whoever asked for this can stop it, or somebody who may manage this server.

ending = I am about to stop or to restart and take nothing new; ask me again in a few minutes.
ending-stopped = I had to stop or to restart before this was done; ask me again when I am back.
