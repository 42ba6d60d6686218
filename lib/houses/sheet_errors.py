"""What can be wrong with a sheet, in words: first the file and its columns, then single cells.

As GOV.UK Notify does it, an error of the file stops everything, an error of a cell stays in its cell.
"""

from __future__ import annotations

from msgspec import Struct

FILE_ERRORS: dict[str, str] = {
    "file_empty": "Файл пустой. Заполните шаблон и загрузите его ещё раз.",
    "file_too_large": "Файл больше {limit} МБ. Разделите таблицу на несколько файлов.",
    "file_unpacks_too_large": "Внутри файла слишком много данных. Разделите таблицу на несколько файлов.",
    "file_not_a_sheet": "Это не таблица. Подойдут файлы .xlsx, .xls, .ods и .csv.",
    "file_damaged": "Файл не открывается: он повреждён. Сохраните таблицу заново и загрузите её ещё раз.",
    "file_encrypted": "Файл защищён паролем. Снимите пароль и загрузите таблицу ещё раз.",
    "file_too_hard": "Таблица слишком велика или сложна. Скопируйте дома в новый файл и загрузите его.",
    "too_many_rows": "В таблице больше {limit} строк. Разделите её на несколько файлов.",
    "too_many_columns": "В таблице больше {limit} столбцов. Уберите лишние.",
    "no_rows": "В таблице нет ни одного дома: под заголовком пусто.",
    "no_address_column": "В таблице нет столбца с адресом. Есть столбцы: {columns}. Назовите столбец «Адрес».",
    "column_twice": "Столбцы «{first}» и «{second}» означают одно и то же. Оставьте один из них.",
}

CELL_ERRORS: dict[str, str] = {
    "address_missing": "Укажите адрес",
    "address_too_long": "Здесь слишком много текста для адреса: оставьте улицу и дом",
    "text_too_long": "Сократите до {limit} символов",
    "no_house": "Укажите номер дома",
    "no_place": "Укажите улицу или населённый пункт",
    "date_instead_of_house": "Вместо номера дома — дата. Напишите номер как текст, например 5/2",
    "chat_name_too_long": "Название чата длиннее {limit} символов: сократите его",
    "chat_name_repeats": "Такое же название чата в строке {row}: измените одно из них",
    "vk_reference_malformed": "Это не ссылка ВКонтакте, не @имя и не телефон",
    "references_too_many": "Укажите не больше {limit}",
    "administrators_several": "Укажите одного администратора чата: одну ссылку ВКонтакте и один телефон",
    "person_unknown": "Человека «{name}» нет ВКонтакте",
    "person_is_a_community": "«{name}» — сообщество, а нужен человек",
    "community_unknown": "Сообщества «{name}» нет ВКонтакте",
    "community_is_a_person": "«{name}» — человек, а нужно сообщество",
    "phone_malformed": "Это не номер телефона: нужно 11 цифр, например +7 912 345-67-89",
    "phone_not_mobile": "На этот номер не придёт СМС: нужен мобильный, например +7 912 345-67-89",
    "number_malformed": "Укажите целое число",
}


class CellError(Struct, frozen=True):
    """What is wrong in one cell: its column's header in the user's own sheet, a code, and the text for the person."""

    column: str
    code: str
    text: str


class SheetError(Exception):
    """The sheet as a whole cannot be used; `text` says why and what to do."""

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code)
        self.code = code
        self.text = FILE_ERRORS[code].format(**fields)


def cell_error(column: str, code: str, **fields: object) -> CellError:
    """An error in a cell of that column."""
    return CellError(column, code, CELL_ERRORS[code].format(**fields))
