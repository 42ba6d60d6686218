"""Questions of houses, votes on them, and officials' answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from functions.api.models.base import Answer, Ask, AskedQuery, HouseId, Query
from functions.api.models.broadcasts import RecordId as FileId
from functions.api.models.discussions import DiscussionOfficial, Reason, RecordId
from lib.organizations.organization import OrganizationKind
from lib.questions.ballot import LONGEST_CHOICE, MOST_CHOICES
from lib.questions.question import LONGEST_TEXT, QuestionState
from lib.questions.rules import MOST_ADDRESSEES
from lib.questions.subjects import Subject

Wording = Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT, description="Формулировка вопроса")]
Choice = Annotated[str, Meta(min_length=1, max_length=LONGEST_CHOICE)]
Hours = Annotated[int, Meta(ge=1, le=336, description="Сколько часов длится голосование")]
Days = Annotated[int, Meta(ge=1, le=60)]
AnswerWords = Annotated[str, Meta(max_length=5000, description="Слова ответа: их увидят жители")]
Post = Annotated[str, Meta(max_length=100, description="Должность, которую увидят жители; пусто — как указано")]


class QuestionsQuery(AskedQuery, frozen=True, kw_only=True):
    """A page of questions, the late ones first."""

    state: QuestionState | UnsetType = UNSET
    house_id: HouseId | UnsetType = UNSET
    organization_id: RecordId | UnsetType = UNSET
    is_awaited: bool | UnsetType = UNSET
    is_overdue: bool | UnsetType = UNSET


class HouseQuery(Query, frozen=True, kw_only=True):
    """One house."""

    house_id: HouseId


class RaiseQuestionAsk(Ask, frozen=True, kw_only=True):
    """A question of a house."""

    house_id: HouseId
    text: Wording


class SimilarAsk(Ask, frozen=True, kw_only=True):
    """Words that might have been asked before in a house."""

    house_id: HouseId
    text: Wording
    question_id: RecordId | None = None


class ChangeQuestionAsk(Ask, frozen=True, kw_only=True):
    """What of a question changes; what is not there stays."""

    text: Wording | UnsetType = UNSET
    subject: Subject | UnsetType = UNSET
    organization_ids: Annotated[list[RecordId], Meta(max_length=MOST_ADDRESSEES)] | UnsetType = UNSET


class VoteAsk(Ask, frozen=True, kw_only=True):
    """How to hold a vote: without choices for or against; a threshold of 0 is none."""

    hours: Hours = 72
    choices: Annotated[tuple[Choice, ...], Meta(max_length=MOST_CHOICES)] = ()
    threshold_people: Annotated[int, Meta(ge=0, le=100_000)] = 0
    threshold_percent: Annotated[int, Meta(ge=0, le=100)] = 0


class PriorityAsk(Ask, frozen=True, kw_only=True):
    """Open questions of a house of which the chat is to choose the first."""

    house_id: HouseId
    question_ids: Annotated[list[RecordId], Meta(min_length=2, max_length=MOST_CHOICES)]
    hours: Hours = 72


class ReasonAsk(Ask, frozen=True, kw_only=True):
    """Why."""

    reason: Reason


class TakeAsk(Ask, frozen=True, kw_only=True):
    """How residents are to see the official."""

    post: Post = ""


class PassOnAsk(Ask, frozen=True, kw_only=True):
    """Who deals with it instead, and why."""

    organization_id: RecordId
    reason: Reason


class AnswerAsk(Ask, frozen=True, kw_only=True):
    """An official's answer; `also_question_ids` are the same question of other houses, `attachment_ids` uploaded
    files.
    """

    text: AnswerWords
    post: Post = ""
    attachment_ids: Annotated[tuple[FileId, ...], Meta(max_length=10)] = ()
    also_question_ids: Annotated[tuple[RecordId, ...], Meta(max_length=200)] = ()


class AnswerPreviewAsk(Ask, frozen=True, kw_only=True):
    """An answer that is being written."""

    text: AnswerWords
    post: Post = ""


class AnswerPreview(Answer, frozen=True, kw_only=True):
    """How the answer will look: its first `bold` characters are the heading. `errors` keep it from being sent."""

    text: str
    bold: int
    errors: list[str]


class AnswerTemplate(Answer, frozen=True, kw_only=True):
    """A text to begin with; `[[…]]` are blanks that have to be filled."""

    id: str
    subject: str
    title: str
    text: str


class AnswerTemplates(Answer, frozen=True, kw_only=True):
    """All templates of answers, by subject."""

    items: list[AnswerTemplate]


class QuestionAddressee(Answer, frozen=True, kw_only=True):
    """An organisation that a question can concern."""

    id: str
    name: str
    kind: OrganizationKind


class Addressees(Answer, frozen=True, kw_only=True):
    """The organisations that a question of the house can concern, the house's company first."""

    items: list[QuestionAddressee]
    most: int


class BallotChoice(Answer, frozen=True, kw_only=True):
    """A choice and how many chose it, as last counted; `question_id` where questions are chosen among."""

    title: str
    votes: int
    question_id: str | None


class Ballot(Answer, frozen=True, kw_only=True):
    """A vote. `wanted` is how many bring the question to the official by themselves; 0 where no number does."""

    choices: list[BallotChoice]
    is_open: bool
    opened_at: datetime
    ends_at: datetime
    in_favour: int
    members: int
    wanted: int


class QuestionEvent(Answer, frozen=True, kw_only=True):
    """A line of its history."""

    at: datetime
    state: QuestionState
    title: str
    by: str
    reason: str


class QuestionAnswer(Answer, frozen=True, kw_only=True):
    """An answer that was given."""

    number: int
    text: str
    official: DiscussionOfficial
    at: datetime
    filenames: list[str]
    also_houses: int


class QuestionItem(Answer, frozen=True, kw_only=True):
    """A question in a list."""

    id: str
    house_id: str
    address: str
    text: str
    subject: Subject | None
    subject_title: str
    state: QuestionState
    state_title: str
    addressees: list[QuestionAddressee]
    in_favour: int
    is_awaited: bool
    is_overdue: bool
    due_at: datetime | None
    created_at: datetime
    taken_by: DiscussionOfficial | None
    discussion_id: str | None


class QuestionPage(Answer, frozen=True, kw_only=True):
    """A page of questions, the late ones first."""

    items: list[QuestionItem]
    next_cursor: str | None


class QuestionList(Answer, frozen=True, kw_only=True):
    """A few questions."""

    items: list[QuestionItem]


class Question(Answer, frozen=True, kw_only=True):
    """A question with everything that happened to it; the `may_…` say what the caller can do now."""

    item: QuestionItem
    ballot: Ballot | None
    answers: list[QuestionAnswer]
    history: list[QuestionEvent]
    sent_at: datetime | None
    answered_at: datetime | None
    verdict_until: datetime | None
    helped: int
    not_helped: int
    may_change: bool
    may_vote: bool
    may_end_vote: bool
    may_send: bool
    may_close: bool
    may_take: bool
    may_answer: bool
    may_pass_on: bool


class Priority(Answer, frozen=True, kw_only=True):
    """A vote on which question goes to the official first."""

    id: str
    house_id: str
    ballot: Ballot
    wordings: list[str]
    winner_id: str | None


class PriorityList(Answer, frozen=True, kw_only=True):
    """The house's votes on what comes first, the last one first."""

    items: list[Priority]


class SubjectDays(Answer, frozen=True, kw_only=True):
    """A subject and its deadline in working days."""

    subject: Subject
    title: str
    days: int


class QuestionSettings(Answer, frozen=True, kw_only=True):
    """Deadlines: working days to answer by subject, for the head after that, and again where an answer did not help;
    `verdict_days` residents say whether it helped, and `not_helped_percent` of them bring the question back.
    """

    time_zone: str
    working_days: int
    subjects: list[SubjectDays]
    head_days: int
    reopened_days: int
    verdict_days: int
    not_helped_percent: int


class SubjectDaysAsk(Ask, frozen=True, kw_only=True):
    """A subject's deadline."""

    subject: Subject
    days: Days


class QuestionSettingsAsk(Ask, frozen=True, kw_only=True):
    """Deadlines; a subject that is not there has `working_days`."""

    time_zone: Annotated[str, Meta(min_length=1, max_length=60)]
    working_days: Days
    subjects: Annotated[list[SubjectDaysAsk], Meta(max_length=len(Subject))]
    head_days: Days
    reopened_days: Days
    verdict_days: Days
    not_helped_percent: Annotated[int, Meta(ge=1, le=100)]


class OrganizationFigures(Answer, frozen=True, kw_only=True):
    """How an organisation answers: of `asked` questions, how many have an answer, how many in time; `late` are overdue
    now; `median_hours` from the question to the first answer; the verdicts of residents.
    """

    organization_id: str
    name: str
    asked: int
    answered: int
    in_time: int
    late: int
    median_hours: int | None
    helped: int
    not_helped: int


class QuestionFigures(Answer, frozen=True, kw_only=True):
    """How organisations answered the questions that were sent in the last `days` days, the slowest first."""

    days: int
    items: list[OrganizationFigures]
