"""What officials do with questions, how soon they are to, and who answers well."""

from __future__ import annotations

from functions.api.calls import Call
from functions.api.models.questions import (
    Addressees,
    AnswerAsk,
    AnswerPreview,
    AnswerPreviewAsk,
    AnswerTemplate,
    AnswerTemplates,
    OrganizationFigures,
    PassOnAsk,
    Question,
    QuestionFigures,
    QuestionList,
    QuestionSettings,
    QuestionSettingsAsk,
    ReasonAsk,
    TakeAsk,
)
from functions.api.routing import Resource
from functions.api.shown.questions import show_addressee, show_question, show_question_item, show_question_settings
from lib.audit.line import AuditAction
from lib.broadcasts.attachments import attached_files
from lib.people.permissions import Action
from lib.questions import answering, inviting, settings
from lib.questions.answer_templates import ANSWER_TEMPLATES
from lib.questions.figures import COUNTED, count_figures
from lib.questions.inviting import Acting
from lib.questions.rules import MOST_ADDRESSEES

answers = Resource("Ответы")

_TOWN = "/municipalities/<id:municipality_id>"
_QUESTION = f"{_TOWN}/questions/<id:question_id>"


@answers.post(f"{_QUESTION}/take", may=Action.ANSWER_QUESTIONS, audits=AuditAction.QUESTION_TAKEN)
def take_question(call: Call, question_id: str, body: TakeAsk) -> Question:
    """Takes a question up; residents see who deals with it."""
    return show_question(call, inviting.take_question(question_id, _acting(call, body.post)))


@answers.post(f"{_QUESTION}/pass-on", may=Action.ANSWER_QUESTIONS, audits=AuditAction.QUESTION_PASSED_ON)
def pass_on_question(call: Call, question_id: str, body: PassOnAsk) -> Question:
    """Hands a question to another organisation, or to the colleagues of one's own."""
    passed = inviting.pass_on_question(question_id, body.organization_id, body.reason, _acting(call))
    return show_question(call, passed)


@answers.post(f"{_QUESTION}/refuse", may=Action.ANSWER_QUESTIONS, audits=AuditAction.QUESTION_REFUSED)
def refuse_question(call: Call, question_id: str, body: ReasonAsk) -> Question:
    """Says that a question is none of the caller's organisation; residents see the reason."""
    return show_question(call, inviting.refuse_question(question_id, body.reason, _acting(call)))


@answers.post(f"{_QUESTION}/answer/preview", may=Action.ANSWER_QUESTIONS, audits=None)
def preview_answer(call: Call, question_id: str, body: AnswerPreviewAsk) -> AnswerPreview:
    """How an answer will look in the chat."""
    shown = answering.preview_answer(question_id, body.text, _acting(call, body.post))
    return AnswerPreview(text=shown.text, bold=shown.bold, errors=shown.errors)


@answers.post(f"{_QUESTION}/answer", may=Action.ANSWER_QUESTIONS, audits=AuditAction.QUESTION_ANSWERED)
def answer_question(call: Call, question_id: str, body: AnswerAsk) -> Question:
    """Answers a question in its chat, and in the chats of other houses that asked the same."""
    files = attached_files(call.municipality_id, body.attachment_ids, store=call.store)
    draft = answering.AnswerDraft(
        body.text,
        tuple(each.vk_name for each in files),
        tuple(each.filename for each in files),
        body.also_question_ids,
    )
    return show_question(call, answering.answer_question(question_id, draft, _acting(call, body.post)))


@answers.get(f"{_QUESTION}/same", may=Action.ANSWER_QUESTIONS)
def list_same_questions(call: Call, question_id: str) -> QuestionList:
    """The same question of other houses, which an answer may go to as well."""
    found = answering.same_questions(question_id, _acting(call))
    return QuestionList(items=[show_question_item(each) for each in found])


@answers.get(f"{_QUESTION}/organizations", may=Action.ANSWER_QUESTIONS)
def list_question_organizations(call: Call, question_id: str) -> Addressees:
    """The organisations that a question can be handed to."""
    found = inviting.possible_addressees(question_id, _acting(call))
    return Addressees(items=[show_addressee(each) for each in found], most=MOST_ADDRESSEES)


@answers.get(f"{_TOWN}/answer-templates", may=Action.ANSWER_QUESTIONS)
def list_answer_templates(call: Call) -> AnswerTemplates:  # noqa: ARG001 — every route takes its call
    """Texts with which an answer can begin."""
    return AnswerTemplates(
        items=[
            AnswerTemplate(id=each.id, subject=each.subject, title=each.title, text=each.text)
            for each in ANSWER_TEMPLATES
        ]
    )


@answers.get(f"{_TOWN}/question-figures", may=Action.SEE_MEMBERS)
def get_question_figures(call: Call) -> QuestionFigures:
    """Who answers well and who does not."""
    found = count_figures(call.municipality_id, call.clock.now(), store=call.store)
    return QuestionFigures(
        days=COUNTED.days,
        items=[
            OrganizationFigures(
                organization_id=each.organization_id,
                name=each.name,
                asked=each.asked,
                answered=each.answered,
                in_time=each.in_time,
                late=each.late,
                median_hours=each.median_hours,
                helped=each.helped,
                not_helped=each.not_helped,
            )
            for each in found
        ],
    )


@answers.get(f"{_TOWN}/settings/questions", may=Action.SEE_SETTINGS)
def get_question_settings(call: Call) -> QuestionSettings:
    """How soon questions are to be answered."""
    return show_question_settings(settings.load_question_settings(call.municipality_id, store=call.store))


@answers.put(f"{_TOWN}/settings/questions", may=Action.EDIT_SETTINGS, audits=AuditAction.SETTINGS_CHANGED)
def update_question_settings(call: Call, body: QuestionSettingsAsk) -> QuestionSettings:
    """Changes the deadlines; questions that were sent keep those that residents were told."""
    asked = settings.QuestionSettings(
        body.time_zone,
        body.working_days,
        {each.subject: each.days for each in body.subjects},
        body.head_days,
        body.reopened_days,
        body.verdict_days,
        body.not_helped_percent,
    )
    return show_question_settings(settings.change_question_settings(asked, call.doing(), store=call.store))


def _acting(call: Call, post: str = "") -> Acting:
    return Acting(call.rights, call.doing(), call.outside.provisioning, post)
