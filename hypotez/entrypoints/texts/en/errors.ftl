### One sentence per code of hypotez/ports/errors.py, for people who see neither this machine nor its log.

error-error = Something went wrong; please try again.
error-unexpected = Something went wrong that I did not expect; whoever runs me finds it in my log.

# What was sent cannot be used.
error-input = I cannot use what you sent.
error-audio = I cannot read this as audio: it is damaged, empty, or of a kind that I do not know.
error-audio-too-long = This audio is too long for me; please send it in shorter parts.
error-text = I cannot use this text: it is empty, or has nothing in it that I could work with.
error-option = One of the options is unknown or out of range.
error-unknown-language = None of my speech engines knows this language.
error-unknown-voice = I have no such voice.
error-not-allowed = That is not allowed here.
error-not-found = I found nothing by that name.
error-archive = This archive is damaged, or is none of mine.
error-dataset = This data cannot be learned from.
error-model = The files of this model are damaged, or are none of mine.
error-busy = I am still at the last job of this kind: ask again when it has ended.

# The engine could not answer.
error-engine = My speech engine could not answer; please try again.
error-engine-unavailable = My speech engine is not set up yet; whoever runs me can change that.
error-learner-unavailable = The learner that made this model is not set up here; whoever runs me can change that.
error-engine-unreachable = My speech engine cannot be reached just now; please try again later.
error-engine-timeout = My speech engine took too long; please try again, perhaps with shorter audio.
error-engine-quota = My speech engine has had too many requests; please try again in a while.
error-engine-crashed = My speech engine broke down over this; please try again, perhaps with other audio.
error-engine-failed = My speech engine could not cope with this; please try again, perhaps with other audio.

# The bot's own house is not in order.
error-config = I am set up wrongly; whoever runs me finds the reason in my log.
error-storage = I could not save or read my data; whoever runs me finds the reason in my log.
