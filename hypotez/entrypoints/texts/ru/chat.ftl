### То, что говорит беседа в терминале.

chat-help =
    { $prefix }transcribe ПУТЬ  записать, что сказано в звуковом файле; достаточно и одного пути
    { $prefix }say ТЕКСТ  произнести его в звуковой файл в этой папке
    { $prefix }voices [ЯЗЫК]  перечислить голоса
    { $prefix }correct НОМЕР ТЕКСТ  сказать, как должна читаться запись; НОМЕР может быть last
    { $prefix }feedback ТЕКСТ  сказать, что вы думаете
    { $prefix }archive ПАПКА  сложить папку в архив
    { $prefix }getfile ИМЯ  скопировать общий файл в эту папку
    { $prefix }instruction [ТЕМА]  прочитать, как что делается
    { $prefix }train [ОБУЧЕНИЕ] [ФАЙЛ или строки]  учиться на текстах с метками, по одной «метка: текст» на строке, между ```
    { $prefix }test [ФАЙЛ или строки]  проверить, чему я научился; этим я отвечаю и на простые сообщения
    { $prefix }correct МЕТКА, { $prefix }confirm  каким должен был быть мой последний ответ или что он верен
    { $prefix }review [keep НОМЕР, drop НОМЕР или change НОМЕР МЕТКА]  просмотреть тексты, в чьих метках я сомневаюсь
    { $prefix }select_dataset [ИМЯ]  выбрать, на чём я учусь, или перечислить, что есть
    { $prefix }hi, { $prefix }help, { $prefix }quit
chat-plain = Я понимаю команды и звуковые файлы; { $prefix }help перечислит, что я умею.
chat-unknown = Команды { $name } нет; { $prefix }help перечислит, что я умею.
chat-unknown-near = Команды { $name } нет; вы имели в виду { $near }?
chat-usage = Напишите { $usage }.
chat-no-voice-channel = В терминале нет голосового канала; { $prefix }say запишет звуковой файл.
chat-transcript = { $text }
    ({ $prefix }correct { $id } ТЕКСТ исправит запись)
chat-answer = { $text }
    ({ $said }; { $prefix }correct МЕТКА или { $prefix }confirm меня научит)
chat-ask-first = Сначала спросите меня о чём-нибудь: я ещё ни на что не отвечал.
chat-unkept = { $text }
    (Запись не сохранена. { $why })
chat-written = Записано в { $path }.
chat-more-voices = ... и ещё { $count }; укажите язык, чтобы увидеть меньше.
chat-no-voices = Такого голоса нет.
chat-corrected = Спасибо; { $id } исправлена.
chat-thanks = Спасибо за отзыв.
chat-error = { $sentence } ({ $details })
chat-unexpected = Случилось то, чего я не ожидал ({ $kind }); запустите меня с --debug, чтобы увидеть, что именно.
chat-bye = До встречи!

# Говорят и команды терминала.
answer-why-nothing = Ни одно слово за это не говорит.
review-kept-row = Метка остаётся.
