### То, что говорит каждая поверхность.

decimal-mark = ,
hi = Привет! Я записываю сказанное, произношу написанное и учусь на ваших примерах отвечать: пришлите голосовое сообщение, и я отвечу его текстом, а команда help покажет всё, что я умею.
transcript-silent = В этой записи я не услышал речи.
transcript-named = { $name }:
transcript-whole = Весь текст — в файле.
spoken-instead = Говорит другой движок, а не { $engine }: { $reason }

# Что не так с записью — под ней: коды из hypotez/ports/notices.py.
notice-broken-off = Файл обрывается после { $seconds } с.
notice-not-kept = Эту запись не удалось сохранить, поэтому её нельзя исправить или оценить.
notice-not-kept-file = Эту запись не удалось сохранить: её файл больше не читается.
notice-keeps-nothing = Я здесь не храню записей.
notice-language-taken = { $engine } не умеет определять язык: он слушал на { $language }.
notice-phrases-ignored = { $engine } не умеет ждать заданных фраз; они не учтены.
notice-not-translated = { $engine } не умеет переводить; это то, что было сказано.
