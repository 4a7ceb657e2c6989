### Что бот говорит в голосовых каналах и о них.

# Произносится, поэтому написано так, как читается вслух.
voice-says = { $name } говорит:
voice-and-so-on = и так далее
voice-link = ссылка на { $host }
voice-link-somewhere = ссылка
voice-code = код
voice-spoiler = спойлер
voice-somebody = кто-то
voice-role = роль
voice-channel = канал
voice-date = { $day } { $month } { $year } года
voice-months = января, февраля, марта, апреля, мая, июня, июля, августа, сентября, октября, ноября, декабря
voice-sometime = какое-то время

# Отказы.
voice-queue-full = В очереди уже { $count } реплик; подождите немного.
voice-not-here = Меня нет в голосовых каналах этого сервера; команда join позовёт меня в ваш.
voice-no-connect = Я не могу войти в { $channel }: мне нужны там права «Просмотр канала» и «Подключаться».
voice-no-speak = Я не могу говорить в { $channel }: мне нужно там право «Говорить».
voice-full = В { $channel } нет свободных мест.
voice-stage = { $channel } — трибуна, там я говорить не могу; выберите голосовой канал.
voice-unreachable = Не удалось подключиться к { $channel }; попробуйте ещё раз чуть позже.

# Что случилось с соединением.
voice-closed-encryption = Пришлось выйти из { $channel }: Discord не принимает моё сквозное шифрование; моему владельцу нужно меня обновить.
voice-lost = Я потерял связь с { $channel } и не смог вернуться; команда join позовёт меня снова.

# Команды.
command-join = Войти в ваш голосовой канал или в другой
command-join-channel = Голосовой канал
command-leave = Выйти из голосового канала
command-say = Произнести текст в голосовом канале
command-say-text = Что сказать
command-skip = Пропустить остаток того, что я говорю
command-stop = Не говорить ничего из того, что в очереди
command-volume = Узнать или изменить громкость моей речи на этом сервере
command-volume-percent = От 0 до 200; обычная — 100
command-voice = Узнать или выбрать голос, которым произносятся ваши тексты
command-voice-name = Имя голоса или default
command-voices = Список голосов
command-voices-language = Только голоса для этого языка, например en или ru

voice-joined = Теперь я в { $channel }.
voice-left = Я вышел.
voice-saying = Говорю.
voice-queued = { $count ->
        [one] Скажу после ещё { $count } реплики.
       *[other] Скажу после ещё { $count } реплик.
    }
voice-skipped = Пропускаю.
voice-stopped = Молчу.
voice-silent = Я сейчас ничего не говорю.
voice-nothing = В этом тексте нечего произносить.
voice-author-nowhere = Вас нет в голосовых каналах; зайдите в какой-нибудь или назовите его после join.
voice-unknown-channel = Голосового канала с таким именем я не нахожу.
voice-not-yours = Вам самим нельзя войти в { $channel }.
voice-elsewhere = Сейчас я в { $channel }.
voice-answers-off = На этом сервере ответы вслух не произносятся.
voice-volume = Моя громкость — { $percent } %.
voice-volume-now = Теперь моя громкость — { $percent } %.
voice-yours = Ваш голос — { $name }.
voice-yours-now = Теперь ваш голос — { $name }.
voice-default = Своего голоса у вас нет; для вас говорит голос для языка { $language }.
voice-default-now = Своего голоса у вас больше нет.
voice-unknown = Такого голоса у меня нет; { $prefix }voices покажет список.
voice-none = Для этого у меня нет голоса.
