"""The text with which a chat administrator brings the link into the old chats of the house.

It says that this is the first official chat, what is in it, and that officials can be invited. A municipality may
change it; its placeholders are those of the welcome.
"""

from __future__ import annotations

from lib.provisioning.welcome import template_errors, welcome_text

STANDARD_COVERING = """\
Соседи, у нашего дома появился официальный чат во ВКонтакте: {адрес}.

Это первый официальный чат дома, его создала администрация. В нём первыми сообщают об отключениях воды, света и тепла, \
о ремонтах и собраниях, а ответить на вопросы жителей можно пригласить официальных представителей.

Дом обслуживает {ук}.

Вступить: {ссылка}"""


def covering_text(template: str, *, address: str, company: str, invite_link: str) -> str:
    """The covering text of one house; an empty template means the standard text."""
    return welcome_text(template or STANDARD_COVERING, address=address, company=company, invite_link=invite_link)


def covering_errors(template: str) -> list[str]:
    """What is wrong with a municipality's own text; empty where nothing is, or where it is the standard one."""
    return template_errors(template) if template else []
