"""Open questions that say nearly the same, by the words that they share.

Words are compared by their beginnings, since Russian words change at their ends: «лифт», «лифта», «лифтом» are one.
Every answer can be explained by the words that both have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from lib.russian import folded

_WORD = re.compile(r"[а-яa-z0-9]+")
_LONGEST_STEM = 5
# Words that every question has.
_EMPTY_WORDS = """
без был была были было быть вам вас весь все где даже для его если есть еще как кто когда который лет меня мне мой мы
над нам нас наш нашем нашего наша нет них ничего она они опять оно очень под пожал после почему при про раз свой себя
так там тебя тоже только тут уже хотим чем что чтобы эта эти этого этой этом это дом дома доме когда скажите подскажите
здравствуйте добрый день вечер утро будет можно нужно надо или
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
# Half of the shorter question's words: fewer are a coincidence.
_ENOUGH = 0.5


class Likeness(Struct, frozen=True):
    """How much a question is like another, from 0 to 1, and the beginnings of words that both have."""

    question_id: str
    score: float
    words: tuple[str, ...]


def stems(text: str) -> frozenset[str]:
    """The beginnings of the telling words."""
    words = (word for word in _WORD.findall(folded(text)) if len(word) > 2 and word not in _EMPTY)
    return frozenset(word[:_LONGEST_STEM] for word in words)


def most_similar(text: str, questions: Mapping[str, str] | Iterable[tuple[str, str]], most: int = 5) -> list[Likeness]:
    """Those among the questions (id → wording) that say nearly the same, the most similar first."""
    own = stems(text)
    pairs = questions.items() if isinstance(questions, Mapping) else questions
    likenesses = [_likeness(own, question_id, stems(wording)) for question_id, wording in pairs]
    similar = [each for each in likenesses if each.score >= _ENOUGH]
    return sorted(similar, key=lambda each: (-each.score, each.question_id))[:most]


def _likeness(own: frozenset[str], question_id: str, other: frozenset[str]) -> Likeness:
    shared = own & other
    shorter = min(len(own), len(other))
    # One word in common is similar only where a question has but one.
    is_chance = len(shared) < min(2, shorter)
    return Likeness(question_id, 0 if not shorter or is_chance else len(shared) / shorter, tuple(sorted(shared)))
