### Для чего нужны команды и их параметры, и что говорится, когда команду нельзя выполнить.
### command-NAME и command-NAME-OPTION не длиннее 100 знаков: Discord показывает их рядом с косой чертой.

command-hi = Поздороваться и узнать, что я умею
command-help = Показать, что здесь можно делать, или объяснить одну команду
command-help-name = Команда, которую объяснить
command-train = Обучить модель на примерах
command-test = Проверить модель
command-select-dataset = Выбрать, на чём учиться
command-archive = Заархивировать папку, открытую этому серверу
command-archive-directory = Папка, например docs/2026
command-archive-format = Вид архива
command-getfile = Отправить файл, открытый этому серверу
command-getfile-path = Файл, например docs/plan.pdf
command-instruction = Объяснить, как что делается
command-instruction-topic = Что объяснить
command-feedback = Сказать, что вы думаете
command-feedback-text = Ваши слова; без них откроется форма
command-feedbacks = Показать, что думают люди этого сервера
command-feedbacks-format = Все отзывы, файлом такого вида
command-mydata = То, что я о вас храню
command-mydata-export = Получить всё, что я о вас храню; увидите это только вы
command-mydata-forget = Удалить всё, что я о вас храню

help-title = Здесь можно использовать эти команды, с префиксом или через косую черту:
help-more = `{ $prefix }help КОМАНДА` объясняет одну из них. На присланное аудио я отвечаю его текстом.
help-unknown = Такой команды я не знаю; { $prefix }help показывает все.
command-usage = Напишите { $usage }; { $prefix }help объяснит.
command-cooldown = Не так быстро, пожалуйста: повторите через { $seconds } с.
learning-not-yet = Учиться я пока не умею; это появится в следующей версии.
rights-missing = Это могут только участники с определённой ролью или те, кто управляет сервером.
rights-private = Это работает только на сервере, не в личных сообщениях.
gate-full = Сейчас слишком много работы: ждут { $count } запросов. Попробуйте, пожалуйста, позже.
gate-place = Перед вами есть другая работа: ваш номер в очереди — { $place }.
