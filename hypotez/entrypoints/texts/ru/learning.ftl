### Всё, что говорится об обучении, где бы оно ни говорилось.

learning-rows = { $count ->
        [one] { $count } строка
        [few] { $count } строки
       *[many] { $count } строк
    }

# Наборы данных.
dataset-line = «{ $name }»: { $rows }, { $labels ->
        [one] { $labels } метка
        [few] { $labels } метки
       *[many] { $labels } меток
    }.
dataset-line-selected = «{ $name }», выбран: { $rows }, { $labels ->
        [one] { $labels } метка
        [few] { $labels } метки
       *[many] { $labels } меток
    }.
dataset-balance = Метки: { $labels }. Равномерность: { $balance } из 100.
dataset-balance-more = Метки: { $labels }, и ещё { $more }. Равномерность: { $balance } из 100.
dataset-flaws = { $duplicates ->
        [one] { $duplicates } строка повторяет другую
        [few] { $duplicates } строки повторяют другие
       *[many] { $duplicates } строк повторяют другие
    }; { $conflicts ->
        [one] у { $conflicts } текста
       *[other] у { $conflicts } текстов
    } несколько меток.
dataset-count = { $name } { $rows }
dataset-scripts = Письменность: { $scripts }.
script-arabic = арабская
script-armenian = армянская
script-cjk = китайская
script-cyrillic = кириллица
script-georgian = грузинская
script-greek = греческая
script-hangul = корейская
script-hebrew = еврейская
script-latin = латиница
dataset-selected = Теперь я учусь на «{ $name }».
dataset-answers = Отвечает версия { $id }.
dataset-untrained = На нём ещё ничего не обучили.
dataset-empty = В «{ $name }», который здесь выбран, ничего нет: пришлите тексты с метками, по одной «метка: текст» на строке, или выберите другой набор командой { $prefix }select_dataset.
dataset-none = Наборов данных пока нет: пришлите тексты с метками, по одной «метка: текст» на строке.
dataset-added = { $new ->
        [0] Всё это я уже знаю
        [one] { $new } новая строка
        [few] { $new } новые строки
       *[many] { $new } новых строк
    }; в «{ $name }» теперь { $rows }.
dataset-left-out = { $count ->
        [one] { $count } строка пропущена
        [few] { $count } строки пропущены
       *[many] { $count } строк пропущено
    }: { $first }.
dataset-refused = { $count ->
        [one] { $count } строку использовать нельзя
        [few] { $count } строки использовать нельзя
       *[many] { $count } строк использовать нельзя
    }: { $first }. Ничего не изменено: исправьте их и пришлите всё ещё раз или велите их пропустить.
dataset-change = { $number }, { $at }: добавлено { $added }, удалено { $removed }; стало { $rows }.
dataset-usage = Напишите { $prefix }dataset show, add, remove, export, history или delete; { $prefix }help dataset объясняет их.
dataset-delete = Удалить
dataset-delete-question = Удалить «{ $name }», { $rows }, вместе со всей историей и версиями, которые на нём обучены? Вернуть это будет нельзя.
dataset-removed = { $count ->
        [one] Удалена { $count } строка
        [few] Удалены { $count } строки
       *[many] Удалено { $count } строк
    }; в «{ $name }» теперь { $rows }.
dataset-unselected = Он был выбран; выбран теперь «{ $name }», { $rows }.
dataset-deleted = «{ $name }» удалён вместе с историей и версиями, которые на нём обучены.
dataset-row = строка { $line }: { $reason }
dataset-row-of = строка { $line } в { $file }: { $reason }
row-no-text = в ней нет текста
row-no-label = в ней нет метки
row-long-text = текст длиннее { $count ->
        [one] { $count } знака
       *[many] { $count } знаков
    }
row-long-label = метка длиннее { $count ->
        [one] { $count } знака
       *[many] { $count } знаков
    }
row-long-answer = ответ длиннее { $count ->
        [one] { $count } знака
       *[many] { $count } знаков
    }
row-label-of-lines = метка занимает несколько строк
row-not-unicode = в ней знаки не из Юникода
row-controls = в ней управляющие знаки
row-columns = в ней { $count ->
        [one] { $count } столбец
        [few] { $count } столбца
       *[many] { $count } столбцов
    }, больше, чем в таблице
row-quote = она слишком длинная, или в ней не закрыта кавычка
row-long = она слишком длинная
row-not-json = это не JSON
row-not-object = это не объект JSON
row-not-text = это не текст
row-value = текст, метка или ответ в ней не текст

# Обучение.
train-begun = Учусь: задание { $id }.
train-waits = Задание { $id } ждёт: перед ним { $ahead ->
        [one] { $ahead } другое.
        [few] { $ahead } других.
       *[many] { $ahead } других.
    }
train-stage = Задание { $id }: { $stage }
train-stage-percent = Задание { $id }: { $stage }, { $percent } %
train-stage-left = Задание { $id }: { $stage }, { $percent } %, осталось около { $left } с
stage-waiting = жду свободного места
stage-reading = читаю
stage-calibrating = проверяю, насколько можно быть уверенным
stage-learning = учусь
stage-embedding = разбираю предложения
stage-score = проверяю
stage-keep = записываю
stage-curve = учусь на меньшем и на большем
train-promoted = Версия { $id } готова и отвечает с этой минуты: { $accuracy } % верных ответов на текстах, которых она не видела (их { $held }).
train-untested = Версия { $id } готова и отвечает с этой минуты. Насколько она хороша, неизвестно: для проверки отложено слишком мало текстов ({ $held }).
train-ready = Версия { $id } готова: { $accuracy } % верных ответов на текстах, которых она не видела (их { $held }).
train-ready-untested = Версия { $id } готова. Насколько она хороша, неизвестно: для проверки отложено слишком мало текстов ({ $held }).
train-worse = Версия { $id } готова, но она хуже прежней: { $accuracy } % верных ответов (текстов { $held }). Остаётся прежняя.
train-before = Прежняя: { $accuracy } %. Разница: { $change } п. п. (от { $low } до { $high }).
train-coverage = Она уверена в { $coverage } % из них и права в { $precision } % этих случаев.
train-silent = Ни в одном из них она не уверена: на всё она ответит, что не знает.
train-failed = Задание { $id } не удалось. { $error }
train-cancelled = Задание { $id } остановлено; от него ничего не осталось.
train-interrupted = Задание { $id } было прервано; его можно запустить снова.
job-line = Задание { $id }, { $at }, «{ $dataset }»: { $state }
job-queued = ждёт
job-running = в работе
job-done = готово
job-failed = не удалось
job-cancelled = остановлено
job-interrupted = прервано
jobs-none = Здесь ещё ничего не обучали.
train-interrupted-before = Задание { $id } прервалось, когда меня выключили; это его заменяет.
button-job-cancel = Остановить
button-job-again = Запустить снова
button-leave-out = Пропустить их
learner-unknown = Так никого не зовут из тех, кто здесь учится. Есть: { $learners }.
train-nothing = Пока ничему не обучали: сначала пришлите тексты с метками.

# Проверка.
test-report = Версия { $id }: { $accuracy } % верных ответов (от { $low } до { $high }), { $rows }; macro-F1 { $fscore }, ошибка калибровки { $ece }.
test-sure = Она уверена в { $coverage } % и права в { $precision } % этих случаев.
test-silent = Ни в одном она не уверена: на всё она ответит, что не знает.
test-difference = По сравнению с версией { $id }: { $change } п. п. (от { $low } до { $high }), p = { $p }.
compare-version = Версия { $id }: { $accuracy } % верных ответов (от { $low } до { $high }), { $rows }.
test-curve = { $rows }: { $accuracy } % (от { $low } до { $high }).
test-confused = Чаще всего путает: { $pairs }.
test-confused-pair = «{ $label }» с «{ $predicted }» ({ $times })
test-predictions = Версия { $id } уверена в { $sure } из этих { $count } текстов; её ответы на каждый в файле.
test-prediction = { $label } ({ $confidence } %)
test-prediction-unsure = { $label } ({ $confidence } %, не уверена)
test-perfect = Ошибок там нет.

# Ответы.
answer-unsure = Я не знаю.
answer-corrected = Запомнил: «{ $label }». В следующий раз на этом научусь.
answer-corrected-held = Запомнил: «{ $label }». Этот текст попал в ту пятую часть, на которой меня проверяют, поэтому учиться буду на похожих.
answer-confirmed = Буду знать: «{ $label }».
answer-no-label = Такой метки я не знаю: напишите одну из известных или «метка: текст», чтобы завести новую. Есть: { $labels }.
answer-version-gone = Версии, которая отвечала, больше нет; спросите ещё раз.
learning-off-here = Здесь я ни на чём не учусь: это может включить тот, кто управляет сервером, командой { $prefix }settings learning on.
learning-off-you = Я не учусь у тех, кто на это не согласился: скажите { $prefix }learning on, если мне можно хранить ваш вопрос вместе с верным ответом.
learning-off-them = Тот, кто это спросил, не согласился, чтобы я на этом учился; согласиться можно командой { $prefix }learning on.
learning-own-on = Мне можно учиться у вас: там, где на сервере включено обучение, я храню ваше сообщение ко мне вместе с вашим id, когда ответ на него подтвердили или исправили, и учусь на нём там же; { $prefix }learning off это прекращает, а { $prefix }mydata forget всё удаляет.
learning-own-off = Я не учусь на том, что вы мне пишете. { $prefix }learning on разрешает хранить такое сообщение вместе с вашим id, когда ответ на него подтвердили или исправили, и учиться на нём на том же сервере.
learning-server-on = Тому, кто пишет мне не команду, отвечает то, чему я здесь научился. Учусь я на этом, только если ответ подтвердили или исправили, а человек согласился командой { $prefix }learning on.
learning-server-off = Я не отвечаю на сообщения тем, чему здесь научился, и ни на одном не учусь.
form-teach = Как было бы верно?
form-teach-labels = Метки: { $labels }
form-relabel-text = Метка
form-teach-text = Метка или «метка: текст»
answers-off = На сообщения я здесь не отвечаю: включить это может тот, кто управляет сервером, командой { $prefix }settings learning on.
answers-other = Выбран здесь «{ $selected }», и отвечаю я тем, чему научился на нём; { $prefix }select_dataset { $dataset } это меняет.
answer-why = Из-за слов: { $words }.

# Версии.
version-line = { $id }, { $at }: { $learner } на «{ $dataset }», { $rows }, { $score }
version-line-current = { $id }, { $at }: { $learner } на «{ $dataset }», { $rows }, { $score }; текущая
version-line-answers = { $id }, { $at }: { $learner } на «{ $dataset }», { $rows }, { $score }; отвечает она
version-score = { $accuracy } %
version-untested = не проверена
version-none = Версий пока нет: обучите первую.
version-delete-question = Удалить версию { $id }? Вернуть её будет нельзя.
version-delete-kept = Удалить версию { $id }? Она текущая для «{ $dataset }»: без неё у этого набора не будет отвечающей версии, пока не обучат или не назначат другую. Вернуть её будет нельзя.
version-delete-current = Удалить версию { $id }? Отвечает сейчас она: без неё никто не получит ответа, пока не обучат или не назначат другую. Вернуть её будет нельзя.
models-usage = Напишите { $prefix }models list, jobs, card, compare, promote, rollback, delete, export или import; { $prefix }help models объясняет их.
models-no-parent = Прежняя версия у { $id } не записана; { $prefix }models promote назначает любую.
models-none-current = Для «{ $dataset }» не назначена ни одна версия; { $prefix }models promote назначает любую.
version-too-big = Версия { $id } занимает { $size } МБ, а прислать сюда можно не больше { $limit } МБ.
version-promoted = С этой минуты отвечает версия { $id }.
version-current = Версия { $id } теперь текущая для «{ $dataset }».
version-deleted = Версия { $id } удалена.
version-taken = Сохранена как версия { $id }; начнёт отвечать, когда её выберут.

# Пересмотр.
review-row = { $id }: «{ $text }» — это «{ $label }»; я бы сказал «{ $other }» (за «{ $label }» { $given } %).
button-review-keep = Оставить
button-review-change = Изменить
button-review-drop = Убрать
review-gone = Набора данных с этой строкой больше нет.
review-none = Строк, в которых я сомневаюсь, нет.
review-kept = Остаётся «{ $label }».
review-changed = Теперь это «{ $label }».
review-dropped = Строки больше нет.

# Что не так с набором данных: виды из hypotez/domain/problems.py.
quoted = «{ $name }»
problem-named-more = { $named } и ещё { $more }
problem-empty = Учиться не на чем: пришлите тексты с метками, по одной «метка: текст» на строке.
problem-one-label = Метка всего одна, { $about }: пришлите тексты хотя бы ещё с одной.
problem-conflicts = { $count ->
        [one] У { $count } текста
       *[other] У { $count } текстов
    } больше одной метки, например: { $about }.
problem-alike = Меток, которые выглядят одинаково или почти одинаково, но считаются разными, { $count }: { $about }.
problem-few-rows = { $count ->
        [one] У { $count } метки
       *[other] У { $count } меток
    } меньше пяти строк: { $about }.
problem-uneven = Из двух меток ({ $about }) у одной в { $count ->
        [one] { $count } раз
        [few] { $count } раза
       *[many] { $count } раз
    } больше строк, чем у другой: редкую почти не распознать.
problem-untested = Для проверки отложено строк: { $count }. Пока их меньше 30, никто не узнает, насколько хороша модель.

# Карточка модели.
card-title = Модель { $id }
card-use = Она определяет, какая из меток (всего { $count }) у короткого текста. Она рассчитана на тексты вроде тех, что в наборе «{ $dataset }», и ниже своего порога говорит, что не знает.
card-made = Создана
card-data = Училась на (набор, строки)
card-learner = Чем обучена
card-seed = Начальное число
card-threshold = Порог
card-parent = Прежняя версия
card-scores = Оценки на отложенных текстах
card-untested = Насколько она хороша, неизвестно: для проверки отложено строк: { $held }, а нужно { $needed }.
score-accuracy = верных ответов
score-calibration-error = ошибка калибровки
score-coverage = уверена
score-macro-f1 = macro-F1
score-precision = верных из тех, в которых уверена
score-rows = строк
card-labels = Метки и ответы
card-limits = Уверенность откалибрована на текстах того же набора: в текстах другого рода или на другом языке она может оказаться выше заслуженной. В её файлах есть метки и ответы и могут быть слова и части слов, на которых она училась; строк набора в них нет.
