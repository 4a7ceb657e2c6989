### То, что бот говорит в Discord.

attachment-too-big = Этот файл слишком большой: я беру не больше { $limit } МБ.
attachment-gone = Не удалось получить этот файл из Discord; пришлите его ещё раз.
error-numbered = { $sentence } (ошибка { $id })

status-working = Работаю …
status-percent = Работаю: { $percent } %
status-stop = Остановить
status-stopped = Работа остановлена.
status-over = Эта работа уже закончилась.
status-not-yours = Остановить это может тот, кто об этом просил, или тот, кто управляет сервером.
