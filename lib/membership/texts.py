"""What a chat says to those who came, and what its rules are."""

from __future__ import annotations

from collections.abc import Sequence

from lib.russian import counted, plural

# More names than these make a list that nobody reads.
MOST_NAMES = 3

RULES = """\
📋 Правила чата

1. Пишите о делах дома: так важное не потеряется.
2. Уважайте соседей: без оскорблений, угроз и травли.
3. Не публикуйте рекламу, ссылки на чужие чаты и просьбы о переводах.
4. Не выкладывайте чужие личные данные: телефоны, номера квартир, фотографии без согласия.
5. О срочном — авария, газ, пожар — сначала звоните 112 или в аварийную службу.

За порядком следит администратор чата. Всё, что он удаляет или ограничивает, видно в журнале модерации: \
что сделано и почему."""


def newcomers_text(names: Sequence[str], newcomers: int, residents: int) -> str:
    """The welcome of those who came since the last one. `names` are the mentions of the first, if they are few;
    `residents` counts everybody in the chat, 0 where that is not known.
    """
    if names and newcomers <= MOST_NAMES:
        whom = " и ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
        greeting = f"👋 {whom}, добро пожаловать в чат дома!"
    else:
        came = plural(newcomers, "присоединился", "присоединились", "присоединились")
        greeting = f"👋 К чату дома {came} {counted(newcomers, 'сосед', 'соседа', 'соседей')}. Добро пожаловать!"
    here = f" Теперь нас {residents}." if residents > newcomers else ""
    return f"{greeting}{here}\nПравила и сервисы — по кнопкам ниже."


def mention(user_id: int, name: str) -> str:
    """A name that leads to the person's page; VK's markup has no way to quote brackets."""
    clean = name.replace("[", "").replace("]", "").replace("|", "").strip()
    return f"[id{user_id}|{clean}]" if clean else f"[id{user_id}|сосед]"
