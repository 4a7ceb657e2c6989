### What is said of learning, wherever it is said.

learning-rows = { $count ->
        [one] { $count } row
       *[other] { $count } rows
    }

# Datasets.
dataset-line = { $name }: { $rows }, { $labels ->
        [one] { $labels } label
       *[other] { $labels } labels
    }.
dataset-line-selected = { $name }, which is selected: { $rows }, { $labels ->
        [one] { $labels } label
       *[other] { $labels } labels
    }.
dataset-balance = Labels: { $labels }. Balance: { $balance } of 100.
dataset-balance-more = Labels: { $labels }, and { $more } more. Balance: { $balance } of 100.
dataset-flaws = { $duplicates ->
        [one] { $duplicates } row says the same as another
       *[other] { $duplicates } rows say the same as others
    }; { $conflicts ->
        [one] { $conflicts } text has
       *[other] { $conflicts } texts have
    } several labels.
dataset-count = { $name } { $rows }
dataset-scripts = Written in: { $scripts }.
script-arabic = Arabic
script-armenian = Armenian
script-cjk = Chinese
script-cyrillic = Cyrillic
script-georgian = Georgian
script-greek = Greek
script-hangul = Korean
script-hebrew = Hebrew
script-latin = Latin
dataset-selected = From now on I learn from { $name }.
dataset-answers = Version { $id } answers.
dataset-untrained = Nothing was learned from it yet.
dataset-empty = There is nothing in { $name }, which is selected here: send labelled texts, one "label: text" on each line, or select another dataset with { $prefix }select_dataset.
dataset-none = There are no datasets yet: send labelled texts, one "label: text" on each line.
dataset-added = { $new ->
        [0] I know all of that already
        [one] { $new } row is new
       *[other] { $new } rows are new
    }; { $name } has { $rows } now.
dataset-left-out = { $count ->
        [one] { $count } row was left out
       *[other] { $count } rows were left out
    }: { $first }.
dataset-refused = { $count ->
        [one] { $count } row cannot be used
       *[other] { $count } rows cannot be used
    }: { $first }. Nothing was changed: mend them and send all of it again, or have them left out.
dataset-change = { $number }, { $at }: { $added } added, { $removed } removed; { $rows } then.
dataset-usage = Write { $prefix }dataset show, add, remove, export, history or delete; { $prefix }help dataset explains them.
dataset-delete = Delete it
dataset-delete-question = Shall I delete { $name }, { $rows }, with all of its history and the versions that learned from it? It cannot be undone.
dataset-removed = { $count ->
        [one] { $count } row is gone
       *[other] { $count } rows are gone
    }; { $name } has { $rows } now.
dataset-unselected = It was selected; what is selected now is { $name }, { $rows }.
dataset-deleted = { $name } is deleted, with its history and the versions that learned from it.
dataset-row = line { $line } { $reason }
dataset-row-of = line { $line } of { $file } { $reason }
row-no-text = has no text
row-no-label = has no label
row-long-text = has a text of more than { $count } characters
row-long-label = has a label of more than { $count } characters
row-long-answer = has an answer of more than { $count } characters
row-label-of-lines = has a label of several lines
row-not-unicode = has signs that are not Unicode
row-controls = has control characters
row-columns = has { $count ->
        [one] { $count } column
       *[other] { $count } columns
    }, more than there are in the table
row-quote = is too long, or has a quote that is not closed
row-long = is too long
row-not-json = is no JSON
row-not-object = is no JSON object
row-not-text = is no text
row-value = has a text, label or answer that is no text

# Training.
train-begun = I am learning: job { $id }.
train-waits = Job { $id } waits: { $ahead ->
        [one] { $ahead } other is before it.
       *[other] { $ahead } others are before it.
    }
train-stage = Job { $id }: { $stage }
train-stage-percent = Job { $id }: { $stage }, { $percent } %
train-stage-left = Job { $id }: { $stage }, { $percent } %, about { $left } s left
stage-waiting = waiting for a free place
stage-reading = reading
stage-calibrating = trying out how sure to be
stage-learning = learning
stage-embedding = looking at the sentences
stage-score = testing
stage-keep = writing it down
stage-curve = learning from less and more
train-promoted = Version { $id } is ready, and answers from now on: it gets { $accuracy } % of { $held } texts right that it had never seen.
train-untested = Version { $id } is ready, and answers from now on. Nobody knows how good it is: only { $held ->
        [one] { $held } text is
       *[other] { $held } texts are
    } kept for testing.
train-ready = Version { $id } is ready: it gets { $accuracy } % of { $held } texts right that it had never seen.
train-ready-untested = Version { $id } is ready. Nobody knows how good it is: only { $held ->
        [one] { $held } text is
       *[other] { $held } texts are
    } kept for testing.
train-worse = Version { $id } is ready, but it is worse than the one before: { $accuracy } % of { $held } texts right. The one before stays.
train-before = The one before: { $accuracy } %. Difference: { $change } points ({ $low } to { $high }).
train-coverage = It is sure of { $coverage } % of them, and right in { $precision } % of these.
train-silent = It is sure of none of them: to all it would say that it does not know.
train-failed = Job { $id } has failed. { $error }
train-cancelled = Job { $id } was stopped; nothing of it is left.
train-interrupted = Job { $id } was interrupted, and can be run again.
job-line = Job { $id }, { $at }, { $dataset }: { $state }
job-queued = waits
job-running = at work
job-done = done
job-failed = failed
job-cancelled = stopped
job-interrupted = interrupted
jobs-none = Nothing was trained here yet.
train-interrupted-before = Job { $id } was interrupted when I was ended; this one takes its place.
button-job-cancel = Stop
button-job-again = Run again
button-leave-out = Leave these out
learner-unknown = There is no such learner. There are: { $learners }.
train-nothing = Nothing was trained yet: send labelled texts first.

# Testing.
test-report = Version { $id } gets { $accuracy } % of { $rows } right ({ $low } to { $high }); macro-F1 { $fscore }, calibration error { $ece }.
test-sure = It is sure of { $coverage } %, and right in { $precision } % of these.
test-silent = It is sure of none: to all it would say that it does not know.
test-difference = Against version { $id }: { $change } points ({ $low } to { $high }), p = { $p }.
compare-version = Version { $id } gets { $accuracy } % of { $rows } right ({ $low } to { $high }).
test-curve = After { $rows }: { $accuracy } % ({ $low } to { $high }).
test-confused = Most confused: { $pairs }.
test-confused-pair = { $label } taken for { $predicted } ({ $times })
test-predictions = Version { $id } is sure of { $sure } of these { $count } texts; what it makes of each is in the file.
test-prediction = { $label } ({ $confidence } %)
test-prediction-unsure = { $label } ({ $confidence } %, not sure)
test-perfect = It makes no error there.

# Answers.
answer-unsure = I do not know.
answer-corrected = I have noted it: { $label }. I learn from it the next time.
answer-corrected-held = I have noted it: { $label }. This text is one of the fifth that I am tested with, so it is others like it that I learn from.
answer-confirmed = Good to know: { $label }.
answer-no-label = That is no label that I know: write one of them, or "label: text" for a new one. There are: { $labels }.
answer-version-gone = The version that answered is gone; ask me again.
learning-off-here = I learn from nothing that is said here: somebody who may manage this server can turn it on with { $prefix }settings learning on.
learning-off-you = I learn from nobody who has not agreed to it: say { $prefix }learning on if I may keep what you ask me, with the right answer.
learning-off-them = Whoever asked that has not agreed that I learn from it; they can with { $prefix }learning on.
learning-own-on = I may learn from you: where a server has learning on, I keep a message that you wrote to me, with your id, once its answer is confirmed or corrected, and train on it there; { $prefix }learning off ends it, and { $prefix }mydata forget deletes it all.
learning-own-off = I do not learn from what you write to me. { $prefix }learning on lets me keep such a message, with your id, once its answer is confirmed or corrected, and train on it on that server.
learning-server-on = Whoever writes to me what is no command is answered by what I learned here. I learn from it only where its answer is confirmed or corrected, and the person has agreed with { $prefix }learning on.
learning-server-off = I answer no messages with what I learned here, and learn from none.
form-teach = What would have been right?
form-teach-labels = Labels: { $labels }
form-relabel-text = The label
form-teach-text = The label, or "label: text"
answers-off = I answer no messages here: somebody who may manage this server can turn it on with { $prefix }settings learning on.
answers-other = What is selected here is { $selected }, and I answer with what I learned from that; { $prefix }select_dataset { $dataset } changes it.
answer-why = Because of: { $words }.

# Versions.
version-line = { $id }, { $at }: { $learner } on { $dataset }, { $rows }, { $score }
version-line-current = { $id }, { $at }: { $learner } on { $dataset }, { $rows }, { $score }; current
version-line-answers = { $id }, { $at }: { $learner } on { $dataset }, { $rows }, { $score }; this one answers
version-score = { $accuracy } %
version-untested = untested
version-none = There are no versions yet: train one.
version-delete-question = Shall I delete version { $id }? It cannot be undone.
version-delete-kept = Shall I delete version { $id }? It is the current one of { $dataset }: without it that has none to answer until another one is promoted or trained. It cannot be undone.
version-delete-current = Shall I delete version { $id }? It is the one that answers: nobody is answered then until another one is promoted or trained. It cannot be undone.
models-usage = Write { $prefix }models list, jobs, card, compare, promote, rollback, delete, export or import; { $prefix }help models explains them.
models-no-parent = No version is noted as the one before { $id }; { $prefix }models promote takes any.
models-none-current = No version of { $dataset } is promoted; { $prefix }models promote takes any.
version-too-big = Version { $id } has { $size } MB, and at most { $limit } MB can be sent here.
version-promoted = Version { $id } answers from now on.
version-current = Version { $id } is the current one of { $dataset } now.
version-deleted = Version { $id } is deleted.
version-taken = Kept as version { $id }; it answers once it is promoted.

# Review.
review-row = { $id }: "{ $text }" is { $label }; I would say { $other } ({ $given } % for { $label }).
button-review-keep = Keep
button-review-change = Change
button-review-drop = Drop
review-gone = The dataset of this row is gone.
review-none = There is no row that I doubt.
review-kept = It stays { $label }.
review-changed = It is { $label } now.
review-dropped = It is gone.

# What is wrong with a dataset: the kinds of hypotez/domain/problems.py.
quoted = "{ $name }"
problem-named-more = { $named } and { $more } more
problem-empty = There is nothing to learn from: send texts with their labels, one "label: text" on each line.
problem-one-label = There is one label only, { $about }: send texts of at least one more.
problem-conflicts = { $count ->
        [one] { $count } text has
       *[other] { $count } texts have
    } more than one label, such as: { $about }.
problem-alike = { $count } labels look like one another, and count as different ones: { $about }.
problem-few-rows = { $count ->
        [one] { $count } label has
       *[other] { $count } labels have
    } fewer than five rows: { $about }.
problem-uneven = Of two labels ({ $about }) one has { $count } times the rows of the other: the rare one will hardly be recognised.
problem-untested = Only { $count ->
        [one] { $count } row is
       *[other] { $count } rows are
    } kept for testing: nobody will know how good it is before there are 30.

# The model card.
card-title = Model { $id }
card-use = It tells which of { $count } labels a short text has. It is meant for texts like those of the dataset { $dataset }, and says that it does not know below its threshold.
card-made = Made at
card-data = Learned from (dataset, rows)
card-learner = Learner
card-seed = Seed
card-threshold = Threshold
card-parent = Version before
card-scores = Scores on the holdout
card-untested = Nobody knows how good it is: only { $held } rows were kept for testing, and { $needed } are needed.
score-accuracy = accuracy
score-calibration-error = calibration error
score-coverage = coverage
score-macro-f1 = macro f1
score-precision = precision
score-rows = rows
card-labels = Labels, and what it answers
card-limits = The confidence is calibrated on texts of the same dataset: texts of another kind, or in another language, may be taken for something with more confidence than they deserve. Its files may hold words and pieces of words that it has learned, and hold its labels and answers; they hold no row of the dataset.
