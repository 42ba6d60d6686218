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
    # Municipalities and imports.
    "municipality_unknown": Explanation(
        "Такого муниципалитета нет.", "Проверьте ссылку или выберите муниципалитет заново.", 404
    ),
    "import_unknown": Explanation("Такой загрузки нет.", "Загрузите таблицу ещё раз.", 404),
    "wave_unknown": Explanation("Такой волны нет.", "Обновите страницу.", 404),
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
