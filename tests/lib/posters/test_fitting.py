"""Text fitted into boxes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lib.posters.fitting import Box, fit, fit_paragraphs, wrap

_BOX = Box(width=300, height=100, largest=40, smallest=8)
_TEXTS = st.text(st.sampled_from("абвгд. ,-5"), max_size=300).map(lambda text: " ".join(text.split()))


def _half_a_point(text: str) -> float:
    """A typeface each letter of which is half as wide as it is high."""
    return len(text) / 2


def test_a_short_text_has_the_largest_size() -> None:
    assert fit("ул. Ленина, 5", _half_a_point, _BOX).size == 40


def test_a_long_text_is_wrapped_and_made_smaller_until_it_fits() -> None:
    fitted = fit("слово " * 20 + "слово", _half_a_point, _BOX)
    assert 8 < fitted.size < 40
    assert fitted.is_whole
    assert len(fitted.lines) > 1


def test_lines_are_of_about_the_same_length() -> None:
    fitted = fit("одно два три четыре пять шесть", _half_a_point, Box(300, 200, 24, 8))
    lengths = [len(line) for line in fitted.lines]
    assert len(lengths) == 2
    assert max(lengths) - min(lengths) <= 6


def test_no_word_is_broken_while_a_smaller_size_helps() -> None:
    assert fit("Железнодорожников Электродепо", _half_a_point, Box(120, 100, 40, 8)).lines == (
        "Железнодорожников",
        "Электродепо",
    )


def test_a_word_wider_than_the_box_in_the_smallest_size_is_broken() -> None:
    fitted = fit("я" * 100, _half_a_point, _BOX)
    assert fitted.size == 8
    assert "".join(fitted.lines) == "я" * 100


def test_what_does_not_fit_at_all_ends_with_an_ellipsis() -> None:
    fitted = fit("слово " * 500, _half_a_point, _BOX)
    assert not fitted.is_whole
    assert fitted.lines[-1].endswith("…")


@given(_TEXTS, st.floats(20, 500), st.floats(12, 300))
def test_whatever_the_text_it_stays_within_its_box(text: str, width: float, height: float) -> None:
    box = Box(width, height, 40, 8)
    fitted = fit(text, _half_a_point, box)
    assert all(_half_a_point(line) * fitted.size <= width + 1e-6 for line in fitted.lines)
    assert box.height_of(len(fitted.lines), fitted.size) <= height + 1e-6
    if fitted.is_whole:
        assert "".join(fitted.lines).replace(" ", "") == text.replace(" ", "")


@given(st.lists(_TEXTS.filter(bool), max_size=6), st.floats(30, 300))
def test_paragraphs_stay_within_their_box_and_lose_only_their_end(paragraphs: list[str], height: float) -> None:
    box = Box(300, height, 12, 8)
    fitted = fit_paragraphs(tuple(paragraphs), _half_a_point, box, gap=0.5)
    gaps = fitted.lines.count("")
    lines = len(fitted.lines) - gaps
    assert box.height_of(lines, fitted.size) + gaps * 0.5 * box.leading * fitted.size <= height + 1e-6
    whole = "".join(paragraphs).replace(" ", "")
    shown = "".join(fitted.lines).replace(" ", "")
    assert whole == shown if fitted.is_whole else whole.startswith(shown)


def test_paragraphs_lose_whole_sentences() -> None:
    told = "Первое предложение. Второе предложение. Третье предложение."
    fitted = fit_paragraphs((told,), _half_a_point, Box(120, 20, 8, 8), gap=0.5)
    assert " ".join(fitted.lines) == "Первое предложение. Второе предложение."


def test_wrapping_keeps_every_word() -> None:
    assert wrap("один два три", _half_a_point, 4) == ["один два", "три"]
