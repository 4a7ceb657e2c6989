### What whoever asked can mend: one sentence per key of an error, which reads in English as the error does.

# Files and names.
file-folder = “{ $name }” is a folder: name a file in it.
file-link = “{ $name }” goes through a link: only real files are given.
file-no-right = “{ $name }” may not be read by hypotez: the owner must give it the right.
file-none = There is no “{ $name }”: check the name.
file-not-regular = “{ $name }” is no regular file: only real files are given.
file-own = “{ $name }” belongs to hypotez itself, so it is not given to anybody.
file-secret = “{ $name }” may hold secrets, so it is not given to anybody.
file-too-large = “{ $name }” has { $size } MB: { $most } MB are the most here.
file-unknown = There is no file “{ $name }”: check the name.
files-none-shared = No folder is shared here: the owner can share one in the configuration.
files-unknown-folder = There is no shared folder “{ $name }”: there are { $there }.
files-which-folder = Say which folder: { $there }.
name-absolute = The name “{ $name }” is absolute: name a file inside a shared folder.
name-backslash = The name “{ $name }” is not allowed: it has a backslash.
name-controls = The name “{ $name }” is not allowed: it has control characters, or is not Unicode.
name-device = The name “{ $name }” is not allowed: it has the name of a Windows device.
name-drive = The name “{ $name }” is not allowed: it has a drive letter.
name-empty-part = The name “{ $name }” is not allowed: it has an empty part, “.” or “..”.
name-ends = The name “{ $name }” is not allowed: it has a dot or a space at an end.
name-long-part = The name “{ $name }” is not allowed: it has a part longer than 255 bytes.
name-too-long = The name “{ $name }” is too long: use fewer folders or shorter names.
name-windows = The name “{ $name }” is not allowed: it has a sign that Windows reads as something else.

# Archives.
archive-encrypted = The archive is encrypted: make one without a password.
archive-method = The archive is packed by a method that is not supported: pack it as a usual zip.
archive-no-zip = The archive is damaged or no zip: get it again from where it came from.
archive-too-many-files = The archive has more than { $most } files: that is not allowed.
archive-unknown-format = There is no archive format “{ $name }”: there are { $there }.

# Sound.
audio-empty = { $name } is empty: send a file with sound in it.
audio-longer-minutes = The sound in “{ $name }” is longer than { $minutes } minutes: send a shorter piece.
audio-longer-seconds = The sound in “{ $name }” is longer than { $seconds } seconds: send a shorter piece.
audio-no-length = There is no sound in “{ $name }”: send a recording that is longer than nothing.
audio-no-rate = The rate in “{ $name }” is { $rate } Hz, which no sound has.
audio-no-track = There is no sound in “{ $name }”: send a recording with an audio track.
audio-nothing = There is nothing in “{ $name }”: send a recording.
audio-refers = This audio refers to other files, which are not opened: send the sound itself.
audio-unknown-kind = The sound in “{ $name }” is of a kind that is not read here: send it as mp3, ogg or wav.
audio-unreadable = No sound can be read from “{ $name }”: if it is a recording, send it as mp3, ogg or wav.
sound-no-ending = Cannot tell a sound format from “{ $name }”: use the ending .wav, .mp3, .ogg or .flac.
sound-unknown-format = Sound cannot be saved as “{ $name }”: use one of { $known }.

# Engines that listen and speak.
engine-not-allowed = The engine “{ $name }” may not be used: the config allows { $there }.
engine-not-there = There is no engine “{ $name }”: there are { $there }.
hearing-nobody-knows = No allowed engine knows the language “{ $language }” (asked: { $asked }).
hearing-only-english = This model of { $engine } knows only English, not { $code }: choose a multilingual one.
hearing-unknown-language = The engine { $engine } does not know the language “{ $language }”: it knows { $known }.
phrases-none = Nothing but phrases is to be heard, and there are none: give some phrases.
phrases-not-english = The engine { $engine } can hear none of the phrases: give some English words.
speech-nothing = There is nothing to say in this text: write some words.
speech-unknown-language = The engine { $engine } does not speak the language “{ $language }”: try { $some }.
speech-unknown-variant = The engine espeak has no variant “{ $name }”: try { $some }.
speech-unknown-voice = The engine { $engine } has no voice “{ $name }”: try { $some }.
wyoming-no-voice = The Wyoming server has no voice for the language “{ $language }”: choose another one.
wyoming-unknown-language = The Wyoming server does not know the language “{ $language }”: choose another one.
wyoming-unknown-voice = The Wyoming server has no voice “{ $name }”: choose one of those that it lists.

# What somebody wrote, and ids.
text-empty = The text is empty: write some words.
text-not-unicode = The text has signs that are not Unicode: write it anew.
text-too-long = The text has { $length } characters: { $longest } are the most.
message-too-long = a message has more than { $longest } characters; write it on several lines
label-not-answered = The version does not know the label “{ $name }”: confirm what it answered.
label-of-lines = A label is one line: write it without line breaks and control characters.
label-too-long = A label has at most { $longest } characters: write a shorter one.
label-unknown = That is no label that I know: write one of them ({ $there }), or “label: text” for a new one.
id-none = That is no id: an id has 12 letters and digits.
record-unknown = There is no such record: check its id.
correction-of-none = There is no transcript of yours to correct: send audio first.
correction-same = The correction changes nothing: the transcript reads so already.
corrections-few = There are too few corrections to learn from: two different ones are needed at least.
corrections-none = No transcript has been corrected here yet: correct some, and test again.
export-unknown-format = There is no export format “{ $name }”: there are { $there }.

# Datasets.
dataset-archive-without = The archive has no file that ends in { $endings }.
dataset-bomb = The archive unpacks to far more than is allowed: send less, or the files.
dataset-change-unknown = The dataset has no such change: look at its history.
dataset-changed = The dataset was changed meanwhile: look at it and try again.
dataset-columns = The table has { $width } columns without names: write “text” and “label” above those that are meant.
dataset-encoding = The encoding of the text cannot be found out: save it as UTF-8.
dataset-endless = The row in line { $line } is too long, or has a quote that is not closed.
dataset-file-in-archive = The file “{ $name }” in the archive cannot be used. { $reason }
dataset-gone = The dataset was deleted meanwhile, or rows of it were forgotten: train again.
dataset-json-goes-on = The JSON is damaged: something follows its end in line { $line }.
dataset-json-lacks = The JSON is damaged or of another shape: in line { $line } a “{ $sign }” is missing.
dataset-no-json = Line { $line } is no JSON, or a row that is too long.
dataset-full = A dataset has at most { $most } rows: begin another one with these.
dataset-no-labels = The data has no labels: write “label: text” on each line, or send a table with columns text and label.
dataset-no-name = “{ $name }” is no name for a dataset: take up to 60 letters, digits, “_”, “.” and “-”.
dataset-no-row = No row can be used: { $first }.
dataset-no-such = There is no such dataset: check its name.
dataset-no-text = There is no text in it: send lines “label: text”, or a table of texts and labels.
dataset-none-yet = There is no dataset “{ $name }”: there are none yet.
dataset-not-text = This is no text: send csv, tsv, json, jsonl, txt, or a zip of these.
dataset-only-shared = That dataset is shared by all, and nothing of it is yours: there is nothing to delete.
dataset-row-gone = This row is not there any more: somebody has changed it meanwhile.
dataset-row-missing = A row that is to be removed is not there: look at the dataset and try again.
dataset-row-unknown = The dataset has no such row: look at it and try again.
dataset-too-large = The data is larger than { $most } MB: send a part of it.
dataset-too-many-labels = There are more than { $most } labels: a label is what many texts have in common.
dataset-too-many-lines = There are more than { $most } lines: send fewer.
dataset-too-many-rows = There are more than { $most } rows: send fewer.
dataset-unknown = There is no dataset “{ $name }”: there are { $there }.
dataset-which-column = It cannot be told which column is the text: call it “text”.

# Training and what comes of it.
fatal-empty = There is nothing to learn from: send texts with their labels, one “label: text” on a line.
fatal-one-label = All rows have one label, “{ $about }”: send texts of at least one more.
fatal-one-left = Only one label is left beside the rows that are kept for testing: send more texts of each.
problem-one-left = Only one label is left beside the rows that are kept for testing: send more texts of each.
lesson-few-labels = There are too few labels: give texts of at least two labels.
lesson-many-labels = There are { $count } labels: a model tells at most { $most } apart.
lesson-no-words = There is nothing to learn from: give texts that have words in them.
learning-not-agreed = You have not agreed yet that your messages may teach me: turn it on for yourself first.
learning-off-server = Learning from messages is off on this server: whoever manages it can turn it on.
threshold-none = A threshold is a confidence from 0 to 1.
seed-none = A seed is a whole number from 0 to { $largest }.
job-busy = The job { $id } is still at work here: wait until it has ended, or cancel it.
job-unknown = There is no such job: check its id.
version-gone = There is no such version any more: it has been deleted.
version-untrained = Nothing has been trained on the dataset { $name } yet: train it first.
version-none-current = No version of the dataset { $name } answers now: promote one of those that there are, or train.
version-none-yet = There is no version yet: train one.
version-unknown = There is no such version: check its id.
test-no-rows = No row is kept for testing yet: send labelled texts to test with.
compare-no-rows = No row is kept for testing yet: versions are compared once there are more rows.
curve-few-labels = There are too few labels for a learning curve: send texts of at least one more.
curve-no-rows = No row is kept for testing yet: a learning curve needs more rows.
model-changed = The model's file { $name } was changed: train it again, or import it again.
model-damaged = The model is damaged: train it again, or import it again.
model-files = The model's files are not all there, or too many: train it again, or import it again.
model-foreign = The file is damaged or no model of ours: export it again.
model-newer = The model was made by a newer hypotez: update hypotez.
model-other-learner = This is not a model of this learner and version: it was made by another one.
model-other-sentences = The model was learned with another sentence model: give the folder of that one, or train anew.
