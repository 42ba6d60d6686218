"""The menu «Сервисы дома»: a button for each service bot of the house and for the company's mini app."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from lib.complaints.prompts import start_button
from lib.complaints.settings import load_complaint_settings
from lib.gateways.firestore.store import Store
from lib.houses.house import House
from lib.organizations.organization import Organization, organization_id, organization_path
from lib.services.service_bot import ServiceBot, service_bot_path

# VK's inline keyboard: 10 buttons in 6 rows, a label of 40 characters.
_MOST_BUTTONS, _MOST_ROWS, _LONGEST_LABEL = 10, 6, 40
_NOTHING = "Сервисы к этому чату пока не подключены. Их подключает администрация."
COMPLAIN = "• Жалоба: сообщите о проблеме, и ответственная организация займётся ею"


class ServiceMenu(Struct, frozen=True):
    """What residents are shown: a text, and VK's inline keyboard; None where there is nothing to press."""

    text: str
    keyboard: dict[str, object] | None


def load_service_menu(municipality_id: str, house: House, *, store: Store) -> ServiceMenu:
    """The menu of a house: three reads at most."""
    paths = [service_bot_path(municipality_id, group_id) for group_id in house.service_bot_group_ids]
    found = store.get_many(paths, ServiceBot) if paths else {}
    organization = None
    if house.company_key:
        path = organization_path(municipality_id, organization_id(house.company_key))
        stored = store.get(path, Organization)
        organization = stored.record if stored else None
    complains = load_complaint_settings(municipality_id, store=store).is_on
    return service_menu([found[path].record for path in paths if path in found], organization, complains=complains)


def service_menu(
    bots: Sequence[ServiceBot], organization: Organization | None, *, complains: bool = False
) -> ServiceMenu:
    """The menu of a house with these bots, managed by this organisation; `complains` where the bot takes complaints."""
    most = _MOST_BUTTONS - 1 if complains else _MOST_BUTTONS
    lines = [f"• {bot.name}: {bot.does}" if bot.does else f"• {bot.name}" for bot in bots]
    links = [(bot.name, bot.dialog_url) for bot in bots]
    if organization and organization.service_app_url:
        lines.append(f"• Приложение: {organization.name}")
        # Last in the text and first to stay where there are too many: it is the one that all houses of a company have.
        links = [*links[: most - 1], (f"Приложение {organization.name}", organization.service_app_url)]
    buttons: list[dict[str, object]] = [
        {"action": {"type": "open_link", "label": _label(name), "link": link}} for name, link in links[:most]
    ]
    if complains:
        lines, buttons = [COMPLAIN, *lines], [start_button(), *buttons]
    if not buttons:
        return ServiceMenu(_NOTHING, None)
    return ServiceMenu("Сервисы вашего дома:\n\n" + "\n".join(lines), _keyboard(buttons))


def _keyboard(buttons: Sequence[dict[str, object]]) -> dict[str, object]:
    a_row = 1 if len(buttons) <= _MOST_ROWS else 2
    return {"inline": True, "buttons": [buttons[at : at + a_row] for at in range(0, len(buttons), a_row)]}


def _label(name: str) -> str:
    return name if len(name) <= _LONGEST_LABEL else name[: _LONGEST_LABEL - 1].rstrip() + "…"
