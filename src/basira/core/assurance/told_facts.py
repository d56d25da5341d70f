"""
Which facts of a visit a sentence for a body tells: names of centres, personas and services, and words for a channel, a day, a
part of the day or a group of people.

As every net over words it finds more than it must, and what it cannot read, a person must.
"""

import re
from collections.abc import Iterable, Mapping

from basira.core.assurance.reasons import DAY, PERSONAS, SHORTEST_NAME
from basira.core.kernel.betraying import folded
from basira.core.kernel.registry import Channel
from basira.core.kernel.telling import Fact, Told

Named = Mapping[Fact, Mapping[str, Iterable[str]]]
"""The names, in both languages, of each value of a fact."""

PARTS = re.compile(
    r"\b(?:in the|that|one|every|early|late) (?:morning|afternoon|evening|night)s?\b"
    r"|\b(?:at|around|before|after) (?:noon|midday|opening|closing)\b"
    r"|(?<![ء-ي])(?:صباحا|مساء|ظهرا|ليلا|فجرا|عصرا|في (?:الصباح|المساء|الظهيره)|بعد الظهر|قبل الظهر|اول الدوام|اخر الدوام)(?![ء-ي])"
)
PEOPLE = r"(?:customer|client|visitor|caller|applicant|woman|man|lady|person|family)"
GROUPS = re.compile(
    rf"\b(?:a|an|the|one|this|that) (?:\w+ ){{0,2}}?"
    rf"(?:citizen|expatriate|foreign|resident|asian|african|arab|european|western|indian|pakistani|bangladeshi|filipin[oa]|egyptian|"
    rf"syrian|jordanian|sudanese|yemeni|iranian|nepali|chinese|urdu|hindi)[- ]?(?:speaking )?{PEOPLE}\b"
    r"|(?<![ء-ي])(?:ال)?(?:متعامل|عميل|مراجع|زاير|متصل|رجل|امراه|سيده|شخص|عايله)[ءةه]? (?:ال)?(?:مواطن|مقيم|وافد|اجنبي|اسيوي|افريقي|عربي|"
    r"اوروبي|هندي|باكستاني|بنغالي|فلبيني|مصري|سوري|اردني|سوداني|يمني|ايراني|نيبالي|صيني)(?:[هة]|ين|ون)?(?![ء-ي])"
)
CHANNELS: Mapping[Channel, re.Pattern[str]] = {
    Channel.COUNTER: re.compile(r"\b(?:at|over) the (?:counter|desk)\b|(?:عند|علي|امام) (?:ال)?(?:شباك|كاونتر|منصه)"),
    Channel.PHONE: re.compile(r"\b(?:by|on|over) (?:the )?(?:phone|telephone)\b|\bcalled\b|(?:عبر|علي) الهاتف|هاتفيا|بالهاتف|اتصل"),
    Channel.WEBSITE: re.compile(r"\b(?:on|through) the (?:web)?site\b|(?:عبر|علي|في) (?:ال)?موقع (?:ال)?(?:الكتروني|شبكي)"),
    Channel.APP: re.compile(r"\b(?:in|through) the app\b|(?:عبر|في) التطبيق"),
    Channel.EVENT: re.compile(r"\bat the (?:event|exhibition|fair)\b|في (?:المعرض|الفعاليه)"),
    Channel.OUTSOURCED: re.compile(r"\bat the (?:typing|service) (?:office|centre)\b|في مكتب الطباعه"),
}  # fmt: skip
PLAIN = frozenset(
    word
    for words in (
        "the centre center office branch department service services customer customers happiness for of and in",
        "مركز مكتب فرع اداره خدمه خدمات المركز المكتب الفرع الخدمه الخدمات المتعاملين متعاملين اسعاد في و",
    )
    for word in words.split()
)
"""Words of names that any name may have: "Al Noor" is what tells of "Al Noor Service Centre"."""


def facts_in(text: str, named: Named, channels: Iterable[str] = ()) -> Told:
    """
    Return what a text tells, as (fact, value); empty for one that tells nothing known, and for an empty one.

    `channels` are those by which anybody came: a word for another channel tells of no visit. What no source carries (a day, a
    part of the day, a group, a persona by a word of its own) has the value "".
    """
    read = folded(text)
    told = {
        (fact, value)
        for fact, values in named.items()
        for value, names in values.items()
        if any(len(name) >= SHORTEST_NAME and name in read for name in map(telling_part, names))
    }
    told |= {(Fact.CHANNEL, one) for one in channels if CHANNELS[Channel(one)].search(read)}
    nets = {Fact.DAY: DAY, Fact.PART: PARTS, Fact.GROUP: GROUPS, Fact.PERSONA: PERSONAS}
    return frozenset(told | {(fact, "") for fact, net in nets.items() if net.search(read)})


def telling_part(name: str) -> str:
    """Return what of a name tells which one it is: without plain words at both ends; all of it where nothing else is left."""
    words = folded(name).split()
    kept = [place for place, word in enumerate(words) if word not in PLAIN]
    return " ".join(words[kept[0] : kept[-1] + 1] if kept else words)
