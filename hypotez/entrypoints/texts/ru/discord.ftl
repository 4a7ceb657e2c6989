### То, что бот говорит в Discord.

attachment-too-big = Этот файл слишком большой: я беру не больше { $limit } МБ.
attachment-gone = Не удалось получить этот файл из Discord; пришлите его ещё раз.
error-detailed = { $sentence } { $detail }
error-numbered = { $sentence } (ошибка { $id })

status-working = Работаю …
status-percent = Работаю: { $percent } %
status-stop = Остановить
status-stopped = Работа остановлена.
status-over = Эта работа уже закончилась.
status-not-yours = Остановить это может тот, кто об этом просил, или тот, кто управляет сервером.

ending = Меня сейчас выключают или перезапускают, и нового я не беру; спросите ещё раз через несколько минут.
ending-stopped = Меня выключили или перезапустили раньше, чем это было готово; спросите ещё раз, когда я вернусь.
