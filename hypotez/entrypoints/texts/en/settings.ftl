### What is said of what servers and people choose. `command-settings-NAME` says what a choice decides.

settings-title = This is what this server has chosen; a line's name changes it, such as { $prefix }settings language.
settings-language-name = English
settings-default = by default
settings-on = on
settings-off = off
settings-everywhere = everywhere
settings-answers-come = come (I come to them, if I am in no other channel)
settings-answers-here = here (only where I am already)
settings-answers-never = never
settings-days = { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
settings-language-unknown = I have no sentences in that language. There are: { $known }, auto.
settings-voice-unknown = I have no such voice. There are: { $known }, auto.
settings-engine-unknown = Name engines that may be used here, in the order in which they are to listen. There are: { $known }, auto.
settings-retention-range = Say for how many days, from 1 to { $most }, or off.
settings-transcribe-everywhere = Audio is written down everywhere; turn that off, and then on in each channel where it shall be.
settings-channel-hidden = You and I must both see that channel.
language-chosen = I answer your messages in { $language }. Slash commands are answered in the language of your Discord.
language-open = I answer your messages in the language of the server. Slash commands are answered in the language of your Discord.
