"""
How long a form takes to fill, by a scripted reader: everything is read once, every question answered, by the longest way.

An estimate for promises of minutes, not a measurement of people. Its parts and their sources:

- reading: 138 words a minute in Arabic and 228 in English, the means of texts read aloud (Trauzettel-Klosinski & Dietz, IReST,
  Investigative Ophthalmology & Visual Science 53, 2012). People read faster in silence, so this is careful.
- deciding and touching: 1.35 s and 1.1 s, the mental and pointing operators of the keystroke-level model (Card, Moran & Newell,
  Communications of the ACM 23, 1980). A question is recalled before it is judged: two mental operators.
- typing on a phone: 36 words a minute (Palin et al., MobileHCI 2019), a number as one word, a text as `TEXT_WORDS`.
- a photo: `PHOTO_S`, our assumption: aim, take, look, cover what must not be seen.
"""

import math

from basira.core.instrument.tree import Question, Questionnaire, text_in

READING_WORDS_A_MINUTE = {"ar": 138, "en": 228}
TYPING_WORDS_A_MINUTE = 36
MENTAL_S, POINTING_S = 1.35, 1.1
TEXT_WORDS = 12
"""What people write where a text is asked for: one or two sentences. Our assumption."""
PHOTO_S = 20.0
MEASURED_ELSEWHERE = frozenset({"start", "end"})


def minutes_to_fill(form: Questionnaire, language: str) -> float:
    """
    Return the minutes that the longest way through a form takes in "ar" or "en", every conditional question shown.

    Units: minutes. Empty: 0.0 for a form that asks nothing.
    """
    return sum(_seconds(question, language) for question in form.questions) / 60


def promised_minutes(form: Questionnaire) -> int:
    """Return the whole minutes that hold in both languages."""
    return math.ceil(max(minutes_to_fill(form, language) for language in READING_WORDS_A_MINUTE))


def _seconds(question: Question, language: str) -> float:
    texts = [text_in(question.labels, language), text_in(question.hints, language)]
    if question.kind in ("select1", "select"):
        texts += [text_in(choice.labels, language) for choice in question.choices]
    reading = sum(len(text.split()) for text in texts) / READING_WORDS_A_MINUTE[language] * 60
    return reading + _answering(question)


def _answering(question: Question) -> float:
    """Return the seconds of an answer: recalled, decided, given."""
    decided = 2 * MENTAL_S + POINTING_S
    a_word = 60 / TYPING_WORDS_A_MINUTE
    if question.kind == "note":
        return 0.0
    if question.kind == "upload":
        return decided + PHOTO_S
    if question.kind == "input":
        return decided + a_word * (TEXT_WORDS if question.type == "string" and question.name != "mission" else 1)
    return decided
