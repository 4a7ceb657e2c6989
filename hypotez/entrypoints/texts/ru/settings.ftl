### То, что говорится о выборе серверов и людей. `command-settings-NAME` говорит, что решает выбор.

settings-title = Вот что выбрал этот сервер; изменить можно по имени строки, например { $prefix }settings language.
settings-language-name = Русский
settings-default = по умолчанию
settings-on = включено
settings-off = выключено
settings-everywhere = везде
settings-answers-come = come (прихожу к ним, если не занят в другом канале)
settings-answers-here = here (только там, где я уже есть)
settings-answers-never = never (никогда)
settings-days = { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[other] { $days } дней
    }
settings-language-unknown = На этом языке у меня нет слов. Есть: { $known }, auto.
settings-voice-unknown = Такого голоса у меня нет. Есть: { $known }, auto.
settings-engine-unknown = Назовите движки, которые здесь разрешены, в том порядке, в каком им слушать. Есть: { $known }, auto.
settings-retention-range = Скажите, сколько дней, от 1 до { $most }, или off.
settings-transcribe-everywhere = Аудио записывается везде; выключите это, а потом включите в тех каналах, где оно нужно.
settings-channel-hidden = Этот канал должны видеть и вы, и я.
language-chosen = Я отвечаю на ваши сообщения на этом языке: { $language }. На команды через косую черту — на языке вашего Discord.
language-open = Я отвечаю на ваши сообщения на языке сервера. На команды через косую черту — на языке вашего Discord.
