### What the commands are for, what their options are, and what is said when they cannot be carried out.
### command-NAME and command-NAME-OPTION have at most 100 characters: Discord shows them beside the slash.

command-hi = Say hello, and learn what I can do
command-help = List what you can do here, or explain one command
command-help-name = The command to explain
command-train = Train a model on examples
command-test = Test the model
command-select-dataset = Choose what is trained on
command-archive = Archive a folder that is shared with this server
command-archive-directory = The folder, such as docs/2026
command-archive-format = The kind of archive
command-getfile = Send a file that is shared with this server
command-getfile-path = The file, such as docs/plan.pdf
command-instruction = Explain how something is done
command-instruction-topic = What to explain
command-feedback = Say what you think
command-feedback-text = Your words; leave it out for a form
command-feedbacks = Show what people of this server think
command-feedbacks-format = All of it, as a file of this kind
command-mydata = What I keep about you
command-mydata-export = Have all that I keep about you; only you see it
command-mydata-forget = Have all that I keep about you deleted

help-title = You can use these here, with the prefix or as slash commands:
help-more = `{ $prefix }help COMMAND` explains one of them. Audio that you send is answered with its text.
help-unknown = I know no such command; { $prefix }help lists them.
command-usage = Write { $usage }; { $prefix }help explains it.
command-cooldown = Not so fast, please: try again in { $seconds } s.
learning-not-yet = I cannot learn yet; that comes with a later version.
rights-missing = Only people with a certain role, or who may manage this server, can do that.
rights-private = That works only in a server, not in private messages.
gate-full = There is too much to do here just now: { $count } requests are waiting. Please try again later.
gate-place = There is other work before yours: you are number { $place } in the line.
