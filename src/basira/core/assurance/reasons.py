"""
What an arbiter's reasons would tell of a visit: a net for what can be recognised, before a body reads them.

It finds more than it must. What it finds is shown to whoever wrote it, and then to a second person; only the number of a
shopper is refused outright. What it cannot read, a person must.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from basira.core.assurance.third_persons import third_persons_in
from basira.core.kernel.betraying import betrays, folded


class Sign(StrEnum):
    """What words tell, beside what `kernel.betraying.betrays` finds by its own names."""

    DAY = "day"
    TICKET = "ticket"
    PERSON = "person"
    PLACE = "place"
    PERSONA = "persona"


NEVER = frozenset({"number"})
"""What no second look lets through: the number under which a shopper is known."""

MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "يناير|فبراير|مارس|ابريل|مايو|يونيو|يوليو|اغسطس|سبتمبر|اكتوبر|نوفمبر|ديسمبر|"
    "كانون|شباط|اذار|نيسان|ايار|حزيران|تموز|اب|ايلول|تشرين|محرم|صفر|رجب|شعبان|رمضان|شوال"
)
WEEKDAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    "يوم (?:الاحد|الاثنين|الثلاثاء|الاربعاء|الخميس|الجمعه|السبت)"
)
DAY = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of| من)? (?:{MONTHS})\b|\b(?:{MONTHS}) \d{{1,2}}\b(?! ?%)"
    r"|\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b"
    rf"|\b(?:{WEEKDAYS})\b"
)
TICKET = re.compile(
    r"\b(?:ticket|queue|token|تذكره|التذكره|رقم الدور|الدور رقم|دور رقم)\W{0,3}(?:no|number|رقم)?\W{0,3}[a-z]?\d"
)
TITLED = re.compile(r"\b(?:mr|mrs|ms|dr|السيد|السيده|الاستاذ|الاستاذه|الدكتور|الدكتوره|المهندس|المهندسه)\.? \w")
PERSONAS = re.compile(
    r"\b(?:persona|pretend\w*|posing|posed as|accompanied|companion|wheelchair|pregnant|elderly|disguise\w*|"
    r"تظاهر\w*|تقمص\w*|متنكر\w*|بصفته\w?|بصفتها|مرافق\w*|كرسي متحرك|حامل|مسن|مسنه|كبير السن|كبيره السن|صفه مراجع)\b"
)
SHORTEST_NAME = 4
"""Letters of the shortest name that is looked for: "S" stands in every sentence."""


def told_by(
    text: str, *, places: Iterable[str] = (), personas: Iterable[str] = (), words: Iterable[str] = ()
) -> tuple[str, ...]:
    """
    Return what a text would tell of a visit, each sign once, by its code; empty for a text that tells nothing known.

    `places` are names of the centres behind the finding, `personas` names of what was played there, `words` the programme's
    own for its shoppers.
    """
    read = folded(text)
    signs = {
        Sign.DAY: bool(DAY.search(read)),
        Sign.TICKET: bool(TICKET.search(read)),
        Sign.PERSON: bool(third_persons_in(text)) or bool(TITLED.search(read)),
        Sign.PLACE: _holds_one(read, places),
        Sign.PERSONA: bool(PERSONAS.search(read)) or _holds_one(read, personas),
    }
    return tuple(
        dict.fromkeys([*betrays(text, words=words), *(str(sign) for sign, is_there in signs.items() if is_there)])
    )


def _holds_one(read: str, names: Iterable[str]) -> bool:
    looked_for = {folded(name) for name in names}
    return any(name in read for name in looked_for if len(name) >= SHORTEST_NAME)
