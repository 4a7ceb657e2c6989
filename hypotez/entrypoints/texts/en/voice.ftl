### What the bot says in voice channels, and about them.

# Spoken, so written as it is read aloud.
voice-says = { $name } says:
voice-and-so-on = and so on
voice-link = a link to { $host }
voice-link-somewhere = a link
voice-code = code
voice-spoiler = spoiler
voice-somebody = somebody
voice-role = a role
voice-channel = a channel
voice-date = { $month } { $day }, { $year }
voice-months = January, February, March, April, May, June, July, August, September, October, November, December
voice-sometime = some time

# Refused.
voice-queue-full = { $count } things are waiting to be said already; please wait a little.
voice-not-here = I am in no voice channel of this server; join brings me into yours.
voice-no-connect = I may not come into { $channel }: I need the permissions View Channel and Connect there.
voice-no-speak = I may not speak in { $channel }: I need the permission Speak there.
voice-full = { $channel } is full.
voice-stage = { $channel } is a stage, where I cannot speak; please choose a voice channel.
voice-unreachable = I could not connect to { $channel }; please try again in a moment.

# What happened to the connection.
voice-closed-encryption = I had to leave { $channel }: Discord does not take my end-to-end encryption; whoever runs me must update me.
voice-lost = I lost the connection to { $channel } and could not come back; join brings me again.

# The commands.
command-join = Come into your voice channel, or another one
command-join-channel = The voice channel
command-leave = Leave the voice channel
command-say = Say a text in the voice channel
command-say-text = What to say
command-skip = Leave out the rest of what I am saying
command-stop = Say nothing of what is still to be said
command-volume = Tell or change how loud I speak in this server
command-volume-percent = 0 to 200; 100 is normal
command-voice = Tell or change the voice in which your texts are said
command-voice-name = The name of the voice, or default
command-voices = List the voices
command-voices-language = Only voices for this language, such as en or ru

voice-joined = I am in { $channel } now.
voice-left = I have left.
voice-saying = I am saying it.
voice-queued = { $count ->
        [one] I will say it after { $count } other thing.
       *[other] I will say it after { $count } other things.
    }
voice-skipped = Skipped.
voice-stopped = I am silent.
voice-silent = I am not saying anything.
voice-nothing = There is nothing in this text that could be said.
voice-author-nowhere = You are in no voice channel; go into one, or name one after join.
voice-unknown-channel = I find no voice channel by that name.
voice-not-yours = You may not go into { $channel } yourself.
voice-elsewhere = I am in { $channel } at the moment.
voice-answers-off = This server does not want answers to be spoken.
voice-volume = I speak at { $percent } %.
voice-volume-now = I speak at { $percent } % from now on.
voice-yours = Your voice is { $name }.
voice-yours-now = Your voice is { $name } from now on.
voice-default = You have no voice of your own; the one for the language { $language } is yours.
voice-default-now = You have no voice of your own any more.
voice-unknown = I have no such voice; { $prefix }voices lists them.
voice-none = I have no voice for that.
