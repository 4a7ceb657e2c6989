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
