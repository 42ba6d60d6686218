"""All resources of the API."""

from __future__ import annotations

from functions.api.routes.activity import activity
from functions.api.routes.answers import answers
from functions.api.routes.audiences import audiences
from functions.api.routes.audit import audit
from functions.api.routes.broadcasts import broadcasts
from functions.api.routes.complaints import complaints
from functions.api.routes.discussions import discussions
from functions.api.routes.files import files
from functions.api.routes.health import health
from functions.api.routes.house_changes import house_changes
from functions.api.routes.houses import houses
from functions.api.routes.imports import imports
from functions.api.routes.members import members
from functions.api.routes.moderation import moderation
from functions.api.routes.municipalities import municipalities
from functions.api.routes.onboarding import onboarding
from functions.api.routes.open311 import open311
from functions.api.routes.organizations import organizations
from functions.api.routes.posters import posters
from functions.api.routes.questions import questions
from functions.api.routes.representatives import representatives
from functions.api.routes.schedules import schedules
from functions.api.routes.service_bots import service_bots
from functions.api.routes.session import session

RESOURCES = (
    session,
    municipalities,
    houses,
    house_changes,
    imports,
    members,
    organizations,
    representatives,
    audiences,
    broadcasts,
    schedules,
    questions,
    answers,
    discussions,
    moderation,
    onboarding,
    complaints,
    open311,
    health,
    activity,
    audit,
    files,
    posters,
    service_bots,
)
