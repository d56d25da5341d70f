"""
What the vault does when it is asked. Each verb is one transaction with its entry in the vault's own journal: when the
entry cannot be written, nothing is done and nothing is returned (security bar ID-18).
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.vault.identity import marks_of, read_identity
from basira.vault.keys import Keys, about, seal
from basira.vault.maps import MapSealed, hold_cycle, is_sealed, sealed_numbers_of, shoppers_of
from basira.vault.marking import marks_now
from basira.vault.persons import (
    Asked,
    Connection,
    DuplicatePerson,
    forget_shoppers,
    open_fields,
    person_key,
    seal_person,
    write_entry,
)

NUMBERS = 10_000
"""Numbers م-0000 … م-9999 are drawn without order in each cycle."""

MOST_TRIES = 12
A_MOMENT = timedelta(minutes=1)
"""How long an enrolment that the panel does not know may be under way before the same person may be enrolled anew."""

FEW = 5
"""Fewer shoppers than this in one count could tell of one of them."""


class AlreadyEnrolled(Problem):
    """Another identity is kept under this panel ref already; nothing was changed."""

    code = "vault.already-enrolled"


class NumbersRanOut(Problem):
    """The cycle has `free` numbers left and `wanted` are asked for."""

    code = "vault.numbers-ran-out"


class TooFewToDraw(Problem):
    """Of fewer than `least` shoppers nobody is drawn."""

    code = "vault.too-few-to-draw"


class NobodyToTell(Problem):
    """No e-mail address is kept for this shopper, or she is a rehearsal without a person behind her."""

    code = "vault.nobody-to-tell"


def unconfirmed(db: Connection) -> list[str]:
    """Return, by panel ref, whom the panel never confirmed: it knows which of them it wrote, and which answers were lost."""
    found = db.execute("SELECT panel_ref FROM person WHERE NOT confirmed AND applicant_ref IS NULL ORDER BY panel_ref")
    return [str(row[0]) for row in found]


def enrol(  # noqa: PLR0913  who, and whether twice
    db: Connection,
    keys: Keys,
    asked: Asked,
    people: Sequence[dict[str, Any]],
    lost: Sequence[str] = (),
    *,
    known_too: bool = False,
) -> list[str]:
    """
    Keep persons, all or none, and return the panel refs of those who were known before. The same again changes nothing.

    Each is {"panel_ref", "identity": {field: text}}. "bars" may name bodies, by entity ref, that one of them is never sent to;
    "engagement" says what she is and who sends her; without, she is a volunteer.

    `lost` are panel refs that the panel says it does not know: they may make room for the same person, nobody else does.
    With `known_too` somebody who is known is kept a second time, without marks, so that whoever sends her learns nothing by it.

    :raises IdentityRefused: naming the fields at fault
    :raises DuplicatePerson: when one is in the panel under another panel ref, or twice here, and not `known_too`
    :raises AlreadyEnrolled: when other values are kept under the same panel ref
    """
    known = []
    for each in people:
        write_entry(db, "enrolled", each["panel_ref"], asked)
        identity = read_identity(each["identity"])
        make_room(db, keys, asked, identity, [ref for ref in lost if ref != each["panel_ref"]])
        if not keep_person(db, keys, asked, each["panel_ref"], identity, known_too=known_too):
            known.append(each["panel_ref"])
        keep_bars(db, each["panel_ref"], each.get("bars", []))
        if each.get("engagement"):
            keep_engagement(db, each["panel_ref"], **each["engagement"])
    return known


def keep_bars(db: Connection, panel_ref: str, entity_refs: Sequence[str]) -> None:
    """Keep that a shopper is never sent to these bodies."""
    with db.cursor() as cursor:
        rows = [(panel_ref, each) for each in entity_refs]
        cursor.executemany("INSERT INTO bar VALUES (%s, %s) ON CONFLICT DO NOTHING", rows)


def keep_engagement(db: Connection, panel_ref: str, shopper_class: str, provider_ref: str = "") -> None:
    """Keep what a shopper is to the programme, and the provider that sends her. It does not change later."""
    db.execute(
        "INSERT INTO engagement VALUES (%s, %s, %s) ON CONFLICT (panel_ref) DO NOTHING",
        [panel_ref, shopper_class, provider_ref],
    )


def make_room(db: Connection, keys: Keys, asked: Asked, identity: dict[str, str], lost: Sequence[str]) -> None:
    """
    Forget the same person where her earlier enrolment never reached the panel: its answer was lost, and this is the next try.

    Only who is in `lost`, was never confirmed, and is older than a moment: whoever the panel wrote is never taken away, also when
    its word that it did was lost.
    """
    mark = marks_now(db, keys)
    for kind, text in marks_of(identity).items():
        gone = db.execute(
            "DELETE FROM person USING person_mark WHERE person_mark.person_id = person.person_id AND kind = %s "
            "AND digest = %s AND panel_ref = ANY(%s) AND NOT confirmed AND enrolled_at < %s RETURNING panel_ref",
            [kind, mark(kind, text), list(lost), asked.at - A_MOMENT],
        ).fetchall()
        forget_shoppers(db, [ref for (ref,) in gone])
        for (ref,) in gone:
            write_entry(db, "forgotten as lost", str(ref), asked)


def keep_person(  # noqa: PLR0913  who, under which ref, and whether twice
    db: Connection, keys: Keys, asked: Asked, panel_ref: str, identity: dict[str, str], *, known_too: bool = False
) -> bool:
    """Keep one person of the panel under a key of her own, and tell whether she was new; see `enrol`."""
    known = db.execute("SELECT person_id::text FROM person WHERE panel_ref = %s", [panel_ref]).fetchone()
    if known is not None:
        if open_fields(db, person_key(db, keys, known[0]), known[0]) == identity:
            return is_marked(db, known[0]) or not marks_of(identity)
        raise AlreadyEnrolled()
    try:
        with db.transaction():
            seal_person(db, keys, asked, identity, (panel_ref, None))
    except DuplicatePerson:
        if not known_too:
            raise
        seal_person(db, keys, asked, identity, (panel_ref, None), is_marked=False)
        write_entry(db, "enrolled as known", panel_ref, asked)
        return False
    return True


def is_marked(db: Connection, person: str) -> bool:
    """Tell whether somebody is known by marks of her own."""
    return db.execute("SELECT 1 FROM person_mark WHERE person_id = %s LIMIT 1", [person]).fetchone() is not None


def confirm(db: Connection, asked: Asked, panel_refs: Sequence[str]) -> None:
    """Hear that the panel knows these shoppers now: from here on they bar the same person from coming in again."""
    db.execute("UPDATE person SET confirmed = true WHERE panel_ref = ANY(%s)", [list(panel_refs)])
    for ref in panel_refs:
        write_entry(db, "confirmed", ref, asked)


def number_for_cycle(db: Connection, asked: Asked, cycle: str, panel_refs: Sequence[str]) -> list[list[str]]:
    """
    Give each shopper a number of the cycle unless she has one, and return [ref, number] of the whole cycle by number.

    The pairs do not say whose they are, and asking for one shopper gives everybody's: only this database knows. The rows are
    written in the order of the numbers, and the journal names the cycle and how many, nobody: both outlast the sealing of the map.

    :raises NumbersRanOut: when the cycle has too few numbers left
    :raises MapSealed: when the cycle is over
    """
    hold_cycle(db, cycle)
    if is_sealed(db, cycle):
        raise MapSealed()
    db.execute("UPDATE person SET confirmed = true WHERE NOT confirmed AND panel_ref = ANY(%s)", [list(panel_refs)])
    rows = db.execute("SELECT number, panel_ref FROM cycle_number WHERE cycle = %s", [cycle]).fetchall()
    taken, numbered = {row[0] for row in rows}, {row[1] for row in rows}
    waiting = [ref for ref in dict.fromkeys(panel_refs) if ref not in numbered]
    free = [number for number in (f"م-{count:04d}" for count in range(NUMBERS)) if number not in taken]
    if len(free) < len(waiting):
        raise NumbersRanOut(free=len(free), wanted=len(waiting))
    write_entry(db, f"numbered in {cycle}: {len(waiting)}", "", asked)
    drawn = sorted(zip(secrets.SystemRandom().sample(free, len(waiting)), waiting, strict=True))
    with db.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO cycle_number (number_ref, cycle, number, panel_ref) VALUES (%s, %s, %s, %s)",
            [(new_ref(), cycle, number, ref) for number, ref in drawn],
        )
    found = db.execute("SELECT number_ref, number FROM cycle_number WHERE cycle = %s ORDER BY number", [cycle])
    return [list(row) for row in found.fetchall()]


def count_unnumbered(db: Connection, asked: Asked, cycle: str, panel_refs: Sequence[str]) -> int:
    """Return how many of these shoppers may still get a number in the cycle. Counts over few tell of one, and are journalled."""
    if len(panel_refs) < FEW:
        for ref in panel_refs:
            write_entry(db, "counted", ref, asked)
    if is_sealed(db, cycle):
        return 0
    row = db.execute(
        "SELECT count(*) FROM cycle_number WHERE cycle = %s AND panel_ref = ANY(%s)", [cycle, list(panel_refs)]
    ).fetchone()
    return len(set(panel_refs)) - int(row[0] if row else 0)


def numbers_of(db: Connection, keys: Keys, asked: Asked, panel_refs: Sequence[str]) -> list[str]:
    """Return the refs of these shoppers' numbers in no order, so that their keys can be closed when they end."""
    for ref in panel_refs:
        write_entry(db, "numbers asked for", ref, asked)
    rows = db.execute("SELECT number_ref FROM cycle_number WHERE panel_ref = ANY(%s)", [list(panel_refs)]).fetchall()
    found = [str(row[0]) for row in rows] + sealed_numbers_of(db, keys, panel_refs)
    secrets.SystemRandom().shuffle(found)
    return found


def bar(db: Connection, keys: Keys, asked: Asked, number_ref: str, entity_ref: str) -> bool:
    """Keep that the shopper behind a number may not visit a body any more; whether the number stands for somebody."""
    panel_ref = shoppers_of(db, keys, [number_ref]).get(number_ref)
    if panel_ref is None:
        return False
    write_entry(db, "barred", panel_ref, asked)
    db.execute("INSERT INTO bar VALUES (%s, %s) ON CONFLICT DO NOTHING", [panel_ref, entity_ref])
    return True


def barred(db: Connection, keys: Keys, asked: Asked, pairs: Sequence[Sequence[str]]) -> list[list[str]]:
    """
    Return those pairs of number and body, out of the given ones, that a bar of any cycle or a staff list forbids.

    Why, since when and whose they are is not told: only that the number may not go there.
    """
    write_entry(db, "bars asked for", "", asked)
    whose = shoppers_of(db, keys, [pair[0] for pair in pairs])
    known = [(number, entity, whose[number]) for number, entity in pairs if number in whose]
    found = db.execute(
        "SELECT asked.number_ref, asked.entity_ref "
        "FROM unnest(%s::text[], %s::text[], %s::text[]) AS asked (number_ref, entity_ref, panel_ref) "
        "WHERE EXISTS (SELECT 1 FROM bar WHERE bar.panel_ref = asked.panel_ref AND bar.entity_ref = asked.entity_ref) "
        "OR EXISTS (SELECT 1 FROM person JOIN person_mark USING (person_id) JOIN staff_mark USING (kind, digest) "
        "WHERE person.panel_ref = asked.panel_ref AND staff_mark.entity_ref = asked.entity_ref) "
        "GROUP BY 1, 2 ORDER BY 1, 2",
        [[row[place] for row in known] for place in range(3)],
    )
    return [list(row) for row in found.fetchall()]


def draw_apart(db: Connection, keys: Keys, asked: Asked, numbers: Sequence[str], earlier: Sequence[str]) -> str | None:
    """
    Draw one of these numbers whose shopper carried none of the `earlier` ones; None when fewer than five shoppers are left.

    Shoppers are counted and drawn, however many numbers one of them has. Who was left out is not told, and the draw leaves no
    seed, because a draw that can be replayed tells it. Asked again and again it tells more of few than of many: of fewer than
    twice five, each shopper is journalled.

    :raises TooFewToDraw: when the numbers stand for fewer than five shoppers
    """
    write_entry(db, "drawn apart", "", asked)
    own: dict[str, list[str]] = {}
    for number, panel_ref in shoppers_of(db, keys, numbers).items():
        own.setdefault(panel_ref, []).append(number)
    if len(own) < FEW:
        raise TooFewToDraw(least=FEW)
    for panel_ref in own if len(own) < 2 * FEW else ():
        write_entry(db, "drawn apart of few", panel_ref, asked)
    were_there = set(shoppers_of(db, keys, earlier).values())
    apart = [each for panel_ref, each in own.items() if panel_ref not in were_there]
    return str(secrets.choice(secrets.choice(apart))) if len(apart) >= FEW else None


def contact(db: Connection, keys: Keys, asked: Asked, number_ref: str, words: dict[str, str]) -> str:
    """
    Lay a message for the shopper behind a number into the vault's own outbox, and return its ref.

    `words` are the message's texts by language; hers is chosen. The address never leaves this process.

    :raises NobodyToTell: when no address is kept behind the number
    """
    row = db.execute(
        "SELECT person_id::text, panel_ref FROM person WHERE panel_ref = %s AND shredded_at IS NULL",
        [shoppers_of(db, keys, [number_ref]).get(number_ref)],
    ).fetchone()
    if row is None:
        raise NobodyToTell()
    person, panel_ref = row
    write_entry(db, "message laid", panel_ref, asked)
    return lay_message(db, person_key(db, keys, person), person, words, asked.at)


def lay_message(db: Connection, key: bytes, person: str, words: dict[str, str], at: datetime) -> str:
    """
    Lay one message into the outbox, in the person's language, sealed under her key; return its ref.

    :raises NobodyToTell: when no address is kept
    """
    fields = open_fields(db, key, person)
    if not fields.get("email"):
        raise NobodyToTell()
    text = words.get(fields.get("language", "ar")) or next(iter(words.values()))
    ref = new_ref()
    db.execute(
        "INSERT INTO message (message_ref, person_id, sealed, at) VALUES (%s, %s, %s, %s)",
        [ref, person, seal(key, text.encode(), about("message", ref, "text")), at],
    )
    return ref


def message_states(db: Connection, refs: Sequence[str]) -> dict[str, str]:
    """Return how far messages are, by ref: waiting, sent or failed; one that is unknown is left out."""
    return dict(
        db.execute("SELECT message_ref, state FROM message WHERE message_ref = ANY(%s)", [list(refs)]).fetchall()
    )
