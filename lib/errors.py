"""The one table of errors: code → what it says to the person → what they can do → HTTP status → whether trying again
helps.

The API, the Mini App, the docs and the tests all take their texts from here. Errors of single cells of a sheet have a
table of their own in lib/houses, since they speak of a cell.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """What an error means to a person."""

    title: str
    action: str
    http_status: int = 400
    retryable: bool = False


ERRORS: dict[str, Explanation] = {
    # Houses that could not be provisioned.
    "chat_unreachable": Explanation(
        "Сообщество не может управлять этим чатом: его удалили из чата или лишили прав.",
        "Верните сообщество в чат с правами администратора и нажмите «Повторить».",
        409,
        retryable=True,
    ),
    "chat_refused": Explanation(
        "ВКонтакте не принял данные чата.",
        "Проверьте название чата и текст приветствия и нажмите «Повторить».",
        422,
        retryable=True,
    ),
    "vk_not_answering": Explanation(
        "ВКонтакте долго не отвечает, чат пока не готов.",
        "Подождите несколько минут и нажмите «Повторить».",
        503,
        retryable=True,
    ),
    # Communities.
    "community_unknown": Explanation(
        "Такое сообщество не подключено к системе.",
        "Обратитесь к тем, кто сопровождает систему: сообщество нужно подключить.",
        404,
    ),
    "community_token_missing": Explanation(
        "У системы нет ключа доступа сообщества.",
        "Обратитесь к тем, кто сопровождает систему: нужен новый ключ доступа сообщества.",
        503,
        retryable=True,
    ),
    "community_stopped": Explanation(
        "ВКонтакте отклонил ключ доступа сообщества, отправка остановлена.",
        "Обратитесь к тем, кто сопровождает систему: нужен новый ключ доступа. Потом работа продолжится сама.",
        503,
    ),
    "callback_secret_unusable": Explanation(
        "Секрет сообщества пуст или длиннее 50 символов.",
        "Запишите в VK_SECRET_<номер сообщества> секрет этого сообщества: от 1 до 50 символов.",
    ),
    "callback_not_confirmed": Explanation(
        "ВКонтакте не подтвердил адрес, на который шлёт события.",
        "Проверьте, что функция vk_callback работает по этому адресу и знает секрет сообщества, и повторите.",
        502,
        retryable=True,
    ),
    "callback_not_registered": Explanation(
        "ВКонтакте не знает, куда слать события сообщества.",
        "Зарегистрируйте адрес командой `python -m ops callbacks`.",
        503,
        retryable=True,
    ),
    # Live chats that only people can mend.
    "chat_taken_over": Explanation(
        "У чата появился другой владелец.",
        "Обратитесь к тем, кто сопровождает систему: чат нужно вернуть сообществу или создать новый.",
        409,
    ),
    "bot_without_rights": Explanation(
        "Сообщество осталось в чате, но лишилось прав администратора.",
        "Верните сообществу права администратора чата.",
        409,
    ),
    "chat_renamed": Explanation(
        "Чат переименовали, и ВКонтакте не даёт вернуть название.",
        "Проверьте, что у сообщества есть права администратора чата.",
        409,
    ),
    "chat_unpinned": Explanation(
        "Приветствие с правилами не закреплено, и ВКонтакте не даёт его закрепить.",
        "Проверьте, что приветствие не удалили и у сообщества есть права администратора чата.",
        409,
    ),
    # Order in a house's chat.
    "moderation_forbidden": Explanation(
        "Это может только администратор чата.",
        "Позовите его кнопкой «Спросить администратора» под закреплённым сообщением.",
        403,
    ),
    "message_gone": Explanation("Этого сообщения уже нет.", "Выберите другое сообщение.", 409),
    "message_too_old": Explanation(
        "ВКонтакте даёт удалять сообщения только в первые сутки.",
        "Попросите автора удалить его или запретите автору писать.",
        409,
    ),
    "official_words_protected": Explanation(
        "Официальные сообщения удалить нельзя.", "Обратитесь в администрацию муниципалитета.", 403
    ),
    "person_protected": Explanation(
        "Администраторов и официальных представителей ограничить нельзя.",
        "Обратитесь в администрацию муниципалитета.",
        403,
    ),
    "tool_refused": Explanation(
        "ВКонтакте не дал боту это сделать.", "Проверьте, что сообщество осталось администратором чата.", 409
    ),
    # Municipalities and imports.
    "municipality_unknown": Explanation(
        "Такого муниципалитета нет.", "Проверьте ссылку или выберите муниципалитет заново.", 404
    ),
    "import_unknown": Explanation("Такой загрузки нет.", "Загрузите таблицу ещё раз.", 404),
    "wave_unknown": Explanation("Такой волны нет.", "Обновите страницу.", 404),
    # Who calls, and what they may.
    "session_missing": Explanation("Вы не вошли.", "Откройте приложение заново.", 401),
    "session_invalid": Explanation("Вход не подтверждён.", "Закройте приложение и откройте его заново.", 401),
    "session_expired": Explanation("Вы вошли слишком давно.", "Закройте приложение и откройте его заново.", 401),
    "launch_invalid": Explanation(
        "ВКонтакте не подтверждает этот вход.", "Закройте приложение и откройте его во ВКонтакте заново.", 401
    ),
    "launch_expired": Explanation(
        "Приложение открыто слишком давно.", "Закройте приложение и откройте его заново.", 401
    ),
    "launch_used": Explanation("Этот вход уже использован.", "Закройте приложение и откройте его заново.", 401),
    "forbidden": Explanation(
        "Вам это недоступно.", "Если это нужно для работы, обратитесь к администратору мини-приложения.", 403
    ),
    "too_many_requests": Explanation("Слишком много запросов подряд.", "Подождите немного и повторите.", 429),
    # Requests that cannot be understood.
    "not_found": Explanation("Такой страницы нет.", "Вернитесь назад и обновите страницу.", 404),
    "method_not_allowed": Explanation("Здесь так нельзя.", "Обновите приложение.", 405),
    "request_invalid": Explanation("Запрос заполнен неверно.", "Исправьте отмеченные поля.", 422),
    "body_not_json": Explanation("Нужен запрос в формате JSON.", "Обновите приложение.", 415),
    "body_not_form": Explanation("Нужен файл в форме.", "Выберите файл и загрузите его ещё раз.", 415),
    "body_too_large": Explanation(
        "Слишком большой файл или запрос.", "Таблица может быть не больше 10 МБ: разделите её.", 413
    ),
    "cursor_invalid": Explanation("Эта страница списка устарела.", "Откройте список с начала.", 422),
    "idempotency_key_missing": Explanation("Запрос без ключа от повторов.", "Обновите приложение и повторите.", 422),
    "idempotency_key_reused": Explanation(
        "Этот ключ уже был у другого запроса.", "Обновите страницу и повторите.", 422
    ),
    "request_under_way": Explanation(
        "Этот запрос ещё выполняется.", "Подождите немного и повторите.", 409, retryable=True
    ),
    "changed_meanwhile": Explanation(
        "Пока вы меняли, это изменил кто-то ещё.", "Обновите страницу и повторите.", 409, retryable=True
    ),
    "internal_error": Explanation(
        "Что-то сломалось у нас.", "Повторите позже. Если не поможет, напишите в поддержку.", 500
    ),
    "vk_unavailable": Explanation(
        "ВКонтакте сейчас не отвечает.", "Подождите минуту и повторите.", 503, retryable=True
    ),
    # People.
    "person_unknown": Explanation(
        "Такой страницы ВКонтакте нет.", "Проверьте ссылку, @имя или идентификатор человека.", 422
    ),
    "community_reference_unknown": Explanation(
        "Такого сообщества ВКонтакте нет.", "Проверьте ссылку на сообщество бота.", 422
    ),
    "member_unknown": Explanation("Такого сотрудника нет.", "Обновите страницу.", 404),
    "member_exists": Explanation("Этот человек уже добавлен.", "Найдите его в списке и измените роль.", 409),
    "last_administrator": Explanation(
        "Это последний администратор муниципалитета.", "Сначала назначьте администратором кого-то ещё.", 409
    ),
    # Organisations.
    "organization_unknown": Explanation("Такой организации нет.", "Обновите страницу.", 404),
    "organization_exists": Explanation("Такая организация уже есть.", "Найдите её в списке.", 409),
    "organization_name_invalid": Explanation("В названии нет ни букв, ни цифр.", "Напишите название организации.", 422),
    "organization_name_differs": Explanation(
        "Это название другой организации.",
        "Здесь можно исправить только написание. Добавьте новую организацию и укажите её в домах.",
        409,
    ),
    "organization_in_use": Explanation(
        "У организации есть дома или представители.", "Сначала уберите их, потом удалите организацию.", 409
    ),
    "representative_unknown": Explanation("Такого представителя нет.", "Обновите страницу.", 404),
    "representative_exists": Explanation(
        "Этот человек уже представляет организацию.", "Найдите его в списке представителей.", 409
    ),
    "service_app_invalid": Explanation(
        "Это не ссылка на мини-приложение ВКонтакте.", "Нужна ссылка вида https://vk.com/app1234567.", 422
    ),
    # Service bots.
    "service_bot_unknown": Explanation("Такого сервисного бота нет в каталоге.", "Обновите страницу.", 404),
    "service_bot_exists": Explanation("Этот бот уже есть в каталоге.", "Найдите его в списке.", 409),
    "service_bot_in_use": Explanation(
        "Бот подключён к домам.", "Сначала отключите его от всех домов, потом удалите из каталога.", 409
    ),
    "chat_members_hidden": Explanation(
        "ВКонтакте не показывает участников этого чата.",
        "Проверьте, что сообщество осталось в чате администратором, и повторите.",
        409,
        retryable=True,
    ),
    # Houses, one by one.
    "house_unknown": Explanation("Такого дома нет.", "Вернитесь к списку домов.", 404),
    "house_exists": Explanation("Чат этого дома уже есть.", "Найдите дом в списке.", 409),
    "house_busy": Explanation(
        "Чат этого дома сейчас создаётся.", "Дождитесь, когда он будет готов, и повторите.", 409, retryable=True
    ),
    "address_not_understood": Explanation(
        "Адрес не понят.", "Напишите населённый пункт, улицу и номер дома, например: ул. Ленина, 5.", 422
    ),
    "title_taken": Explanation("Чат с таким названием уже есть.", "Придумайте другое название.", 409),
    "chat_not_ready": Explanation(
        "Чат этого дома ещё не готов.", "Дождитесь, когда у чата появится ссылка, и повторите.", 409
    ),
    # Posters.
    "posters_of_none": Explanation(
        "Среди выбранных домов нет ни одного с готовым чатом.",
        "Дождитесь, когда чаты будут созданы, или выберите другие дома.",
        409,
    ),
    "posters_of_too_many": Explanation(
        "Выбрано больше 20 000 домов.", "Выберите дома одного населённого пункта или одной организации.", 422
    ),
    "poster_set_unknown": Explanation("Этих плакатов уже нет.", "Выберите дома и подготовьте плакаты ещё раз.", 404),
    "logo_unknown": Explanation("Логотип не задан.", "Обновите страницу.", 404),
    # Leading the chat administrator.
    "onboarding_unknown": Explanation(
        "У этого дома нет администратора чата.", "Назначьте администратора, и бот начнёт его вести.", 404
    ),
    "no_consent": Explanation(
        "Человек не разрешал сообществу писать ему.",
        "Отправьте ему личную ссылку или покажите код: когда он напишет боту, всё начнётся само.",
        409,
    ),
    "administrator_unreachable": Explanation(
        "ВКонтакте не доставляет сообщения этому человеку.",
        "Свяжитесь с ним по-другому и отправьте личную ссылку или назначьте другого администратора.",
        409,
    ),
    "administrator_left": Explanation(
        "Администратор вышел из чата.", "Спросите, что случилось, или назначьте другого администратора.", 409
    ),
    "administrator_refused": Explanation("Человек отказался.", "Назначьте другого администратора.", 409),
    "invitation_expired": Explanation(
        "Личная ссылка устарела, по ней никто не пришёл.", "Отправьте приглашение ещё раз или назначьте другого.", 409
    ),
    "phone_erased": Explanation(
        "Телефон уже удалён: мы не храним телефоны дольше, чем нужно.", "Назначьте администратора заново.", 409
    ),
    "phone_not_mobile": Explanation(
        "На этот номер SMS не дойдёт.", "Укажите мобильный номер: +7 и десять цифр, первая из них 9.", 422
    ),
    "sms_off": Explanation(
        "SMS не подключены.",
        "Отправьте человеку личную ссылку сами или обратитесь к тем, кто сопровождает систему.",
        409,
    ),
    "sms_daily_cap": Explanation(
        "Дневной предел SMS исчерпан.", "SMS уйдёт завтра. Предел можно изменить в настройках.", 409, retryable=True
    ),
    "sms_number_cap": Explanation(
        "На этот номер сегодня больше нельзя отправлять SMS.", "SMS уйдёт завтра.", 409, retryable=True
    ),
    "sms_bad_number": Explanation("На этот номер SMS не дойдёт.", "Проверьте номер и назначьте администратора заново."),
    "sms_stop_list": Explanation(
        "Владелец номера запретил SMS.", "Свяжитесь с человеком по-другому и отправьте личную ссылку."
    ),
    "sms_not_delivered": Explanation(
        "SMS не доставлено.", "Проверьте номер и отправьте ещё раз или назначьте другого администратора."
    ),
    "sms_outcome_unknown": Explanation(
        "Неизвестно, ушло ли SMS: сервис не ответил.", "Спросите у человека. Если не дошло, отправьте ещё раз."
    ),
    "sms_refused": Explanation(
        "Сервис SMS не принял сообщение.", "Отправьте человеку личную ссылку сами или назначьте другого администратора."
    ),
    "sms_gateway_down": Explanation("Сервис SMS сейчас не работает.", "Мы попробуем снова сами.", 503, retryable=True),
    # Texts and sheets.
    "template_invalid": Explanation("В тексте ошибка.", "Исправьте отмеченное.", 422),
    "sheet_refused": Explanation("Таблицу не прочитать.", "Исправьте таблицу и загрузите её ещё раз.", 422),
    "logo_refused": Explanation(
        "Этот файл не подходит для логотипа.",
        "Выберите картинку PNG или JPEG не больше 5 МБ и 8000 точек по стороне.",
        422,
    ),
    "import_empty": Explanation(
        "В таблице нет строк, по которым можно создать чаты.", "Исправьте таблицу и загрузите её ещё раз.", 409
    ),
    # Broadcasts as a whole.
    "broadcast_unknown": Explanation("Такой рассылки нет.", "Обновите страницу.", 404),
    "batch_unknown": Explanation("Такой части рассылки нет.", "Обновите страницу.", 404),
    "house_group_unknown": Explanation("Такой группы домов нет.", "Выберите другую группу.", 404),
    "schedule_unknown": Explanation("Такой регулярной рассылки нет.", "Обновите страницу.", 404),
    "broadcast_state": Explanation(
        "С рассылкой это сделать уже нельзя.", "Обновите страницу и посмотрите её состояние.", 409
    ),
    "broadcast_still_sending": Explanation(
        "Рассылка ещё отправляется.", "Дождитесь конца или отмените её, потом повторите.", 409, retryable=True
    ),
    "broadcast_text_invalid": Explanation("Сообщение нельзя отправить.", "Исправьте отмеченное.", 422),
    "broadcast_audience_empty": Explanation("В выбранных домах некому отправлять.", "Выберите другие дома.", 422),
    "broadcast_author_foreign": Explanation(
        "Вы не представляете эту организацию.", "Выберите организацию, которую представляете.", 403
    ),
    "emergency_unconfirmed": Explanation(
        "Аварийное сообщение нужно подтвердить дважды.", "Проверьте текст и подтвердите отправку ещё раз.", 409
    ),
    "send_at_past": Explanation("Это время уже прошло.", "Выберите время позже.", 422),
    "send_at_too_far": Explanation(
        "Это слишком далеко.", "Выберите время в ближайшие четыре недели или сделайте рассылку регулярной.", 422
    ),
    "broadcast_too_old_to_change": Explanation(
        "Прошло больше суток.", "ВКонтакте позволяет исправить или удалить сообщение только в течение суток.", 409
    ),
    "audience_too_complex": Explanation(
        "В выборе слишком много частей.", "Оставьте не больше 30 или вставьте список адресов.", 422
    ),
    "nothing_to_retry": Explanation("Недошедших сообщений нет.", "Обновите страницу.", 409),
    "attachment_refused": Explanation(
        "ВКонтакте не принял файл.", "Нужна картинка (JPG, PNG, GIF) или документ, до 10 МБ.", 422
    ),
    "attachment_unknown": Explanation("Такого вложения нет.", "Загрузите файл ещё раз.", 404),
    "too_many_tags": Explanation("У дома слишком много меток.", "Оставьте не больше двадцати.", 422),
    "no_live_chat": Explanation(
        "Документ пока некуда загрузить: нет ни одного готового чата.", "Сначала создайте хотя бы один чат.", 409
    ),
    # Broadcasts, house by house.
    "broadcast_removed": Explanation(
        "Сообщество удалили из чата.",
        "Пригласите сообщество в чат снова (это может сделать администратор чата) и нажмите «Повторить».",
        409,
        retryable=True,
    ),
    "broadcast_writing_closed": Explanation(
        "В чате закрыто право писать.",
        "Попросите администратора чата разрешить сообществу писать и нажмите «Повторить».",
        409,
        retryable=True,
    ),
    "broadcast_no_rights": Explanation(
        "У сообщества нет прав администратора в чате.",
        "Попросите администратора чата вернуть сообществу права и нажмите «Повторить».",
        409,
        retryable=True,
    ),
    "broadcast_chat_gone": Explanation(
        "Этого чата больше нет.", "Создайте чат дома заново и нажмите «Повторить».", 409, retryable=True
    ),
    "broadcast_unreachable": Explanation(
        "ВКонтакте не пускает сообщение в этот чат.",
        "Проверьте, состоит ли сообщество в чате и может ли писать, и нажмите «Повторить».",
        409,
        retryable=True,
    ),
    "broadcast_refused": Explanation(
        "ВКонтакте не принял сообщение.", "Проверьте текст и вложения и отправьте новую рассылку.", 422
    ),
    "broadcast_vk_not_answering": Explanation(
        "ВКонтакте долго не отвечает.", "Подождите несколько минут и нажмите «Повторить».", 503, retryable=True
    ),
    "broadcast_text_too_long": Explanation(
        "С адресом этого дома сообщение длиннее 4096 символов.", "Сократите текст и отправьте этому дому ещё раз.", 422
    ),
    "broadcast_chat_not_ready": Explanation(
        "Чат дома ещё создаётся.", "Когда чат будет готов, нажмите «Повторить».", 409, retryable=True
    ),
    "broadcast_chat_failed": Explanation(
        "Чат дома создать не удалось.",
        "Посмотрите причину на странице дома, создайте чат и нажмите «Повторить».",
        409,
        retryable=True,
    ),
    "broadcast_outcome_unknown": Explanation(
        "Неизвестно, дошло ли сообщение: чат не читается.",
        "Посмотрите в чате сами. «Повторить» сначала проверит чат и не отправит второй раз.",
        409,
        retryable=True,
    ),
    "broadcast_too_old": Explanation(
        "Сообщение старше суток, ВКонтакте больше не даёт его менять.", "Отправьте новое сообщение.", 409
    ),
    "broadcast_message_gone": Explanation("Этого сообщения в чате уже нет.", "Ничего делать не нужно.", 409),
    "task_malformed": Explanation("Задание не разобрать.", "Это ошибка системы: напишите в поддержку.", 400),
}


class DomainError(Exception):
    """Something a person can be told about; `code` stands in the table, `fields` are ids and counts for the log."""

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields

    @property
    def explanation(self) -> Explanation:
        """The row of the table."""
        return ERRORS[self.code]
