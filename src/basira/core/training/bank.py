"""Questions of a test: what makes one sound, which are asked, and what the answers are worth."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from basira.core.kernel.problem import Problem

FEWEST_OPTIONS = 2
MOST_OPTIONS = 6


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose from, in both languages."""

    ar: str
    en: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is marked: the places of its right options, from 0; more than one only where several may be chosen."""

    ref: str
    right: frozenset[int]


@dataclass(frozen=True, slots=True)
class Marked:
    """What a test came to: `right` of `of` questions, and the refs of those that were missed, in their order."""

    right: int
    of: int
    missed: tuple[str, ...]

    def passes(self, pass_mark: int) -> bool:
        """Tell whether this reaches a pass mark in percent. A test of no questions is passed by nobody."""
        return self.of > 0 and self.right * 100 >= pass_mark * self.of


class QuestionRefused(Problem):
    """A question of the bank is not sound; `fault` says why."""

    code = "training.question-refused"


def check_question(options: Sequence[Option], *, is_multiple: bool) -> None:
    """
    Refuse a question that nobody could answer fairly.

    :raises QuestionRefused: with `options` for too few or too many, `empty` for an option without words in a language, `right`
        when the number of right options does not fit (exactly one, or at least one where several may be chosen)
    """
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        raise QuestionRefused(fault="options")
    if any(not option.ar.strip() or not option.en.strip() for option in options):
        raise QuestionRefused(fault="empty")
    right = sum(option.is_right for option in options)
    if right < 1 or (right > 1 and not is_multiple):
        raise QuestionRefused(fault="right")


def draw_questions(topics: Mapping[str, str], count: int, seed: str) -> tuple[str, ...]:
    """
    Return the refs of the questions that a test asks, in the order to ask them.

    `topics` holds the topic of each question by its ref. Topics take turns, so that each is asked about as often as the others
    as long as it has questions; within a topic the SHA-256 of seed and ref decides. The same bank and seed give the same test,
    whatever the order of the bank.

    Empty: an empty bank gives no questions; one with fewer than `count` gives all of them.
    """
    by_topic: dict[str, list[str]] = {}
    for ref in sorted(topics, key=lambda ref: _place(seed, ref)):
        by_topic.setdefault(topics[ref], []).append(ref)
    turns = sorted(by_topic, key=lambda topic: _place(seed, topic))
    longest = max((len(refs) for refs in by_topic.values()), default=0)
    in_turn = [by_topic[topic][turn] for turn in range(longest) for topic in turns if turn < len(by_topic[topic])]
    return tuple(in_turn[:count])


def mark(asked: Sequence[Asked], answers: Mapping[str, Collection[int]]) -> Marked:
    """
    Return what answers are worth: a question counts when exactly its right options were chosen, and else not at all.

    `answers` holds the places of the chosen options, by the ref of the question; one that is missing was not answered.
    """
    missed = tuple(question.ref for question in asked if frozenset(answers.get(question.ref, ())) != question.right)
    return Marked(len(asked) - len(missed), len(asked), missed)


def _place(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()
