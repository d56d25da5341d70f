"""
Applicants in the vault: kept from the moment that they apply, known outside by an applicant ref alone.

What a stranger could ask by applying in another's name, whether that person has applied or is a shopper, is never answered:
somebody who is known already is told the same as somebody new (`apply`), and only the desk hears "known".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.core.recruiting.attributes import age_on, band_of
from basira.vault.identity import NEEDED_TO_APPLY, born_on, marks_of, plain_mark, read_identity
from basira.vault.keys import Keys
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
from basira.vault.verbs import A_MOMENT, FEW, AlreadyEnrolled, keep_bars, lay_message

KEPT, KNOWN = "kept", "known"


class AgeDiffers(Problem):
    """The day of birth does not fit the age that the applicant said she has, or is younger than the call allows."""

    code = "vault.age-differs"


class ApplicantsUnknown(Problem):
    """The vault keeps nobody under `count` of these applicant refs."""

    code = "vault.applicants-unknown"


@dataclass(frozen=True, slots=True)
class Claim:
    """
    Whose application it is, and what the day of birth must fit: the least age of the call and the band that she said.

    `lost` are applicant refs, never confirmed, that nobody waits for any more: the same person may take their place.
    """

    applicant_ref: str
    least_age: int
    age_band: str
    lost: tuple[str, ...] = ()


def apply(db: Connection, keys: Keys, asked: Asked, claim: Claim, identity: dict[str, Any]) -> str:
    """
    Keep who applies, and return "kept"; "known", and nothing is kept, when the same person applied or is in the panel.

    The same again changes nothing.

    :raises IdentityRefused: naming the fields at fault
    :raises AgeDiffers: when the day of birth does not fit what she said
    :raises AlreadyEnrolled: when another identity is kept, and confirmed, under this ref
    """
    write_entry(db, "applied", claim.applicant_ref, asked)
    read = read_identity(identity, NEEDED_TO_APPLY)
    born = born_on(read)
    age = age_on(born, asked.at.date()) if born else -1
    if age < claim.least_age or str(band_of(age)) != claim.age_band:
        raise AgeDiffers()
    if is_kept(db, keys, claim.applicant_ref, read):
        return KEPT
    make_room(db, keys, asked, read, claim.lost)
    try:
        with db.transaction():
            person = seal_person(db, keys, asked, read, (None, claim.applicant_ref))
            home = marks_now(db, keys)("home", plain_mark(read["home"]))
            db.execute("INSERT INTO household_mark VALUES (%s, %s)", [person, home])
    except DuplicatePerson:
        write_entry(db, "applied as known", claim.applicant_ref, asked)
        return KNOWN
    return KEPT


def is_kept(db: Connection, keys: Keys, applicant_ref: str, identity: dict[str, str]) -> bool:
    """
    Tell whether this very identity is kept under a ref. One whose answer was lost makes room for what was corrected since.

    :raises AlreadyEnrolled: when another one is, and recruiting knows it
    """
    row = db.execute(
        "SELECT person_id::text, confirmed FROM person WHERE applicant_ref = %s", [applicant_ref]
    ).fetchone()
    if row is None:
        return False
    person, is_confirmed = row
    if open_fields(db, person_key(db, keys, person), person) == identity:
        return True
    if is_confirmed:
        raise AlreadyEnrolled()
    db.execute("DELETE FROM person WHERE person_id = %s", [person])
    return False


def make_room(db: Connection, keys: Keys, asked: Asked, identity: dict[str, str], lost: Sequence[str]) -> None:
    """Forget the same person where an earlier application of hers never reached recruiting, a moment ago or longer."""
    mark = marks_now(db, keys)
    for kind, text in marks_of(identity).items():
        gone = db.execute(
            "DELETE FROM person USING person_mark WHERE person_mark.person_id = person.person_id AND kind = %s "
            "AND digest = %s AND applicant_ref = ANY(%s) AND NOT confirmed AND enrolled_at < %s RETURNING applicant_ref",
            [kind, mark(kind, text), list(lost), asked.at - A_MOMENT],
        ).fetchall()
        for (ref,) in gone:
            write_entry(db, "forgotten as lost", str(ref), asked)


def unconfirmed_applicants(db: Connection) -> list[str]:
    """Return the applicant refs of whom recruiting never confirmed that it wrote them."""
    found = db.execute(
        "SELECT applicant_ref FROM person WHERE NOT confirmed AND applicant_ref IS NOT NULL ORDER BY applicant_ref"
    )
    return [str(row[0]) for row in found]


def confirm_applicants(db: Connection, asked: Asked, applicant_refs: Sequence[str]) -> None:
    """Hear that recruiting wrote these applications: from here on they bar the same person from applying again."""
    db.execute("UPDATE person SET confirmed = true WHERE applicant_ref = ANY(%s)", [list(applicant_refs)])
    for ref in applicant_refs:
        write_entry(db, "application confirmed", ref, asked)


def destroy_applicants(db: Connection, asked: Asked, applicant_refs: Sequence[str]) -> None:
    """
    Destroy the identities of applicants who decline or take back, with their keys, messages, bars and companions.

    Also of one who has a panel ref: an admission whose answer was lost gave her one that no panel knows.
    """
    refs = list(applicant_refs)
    gone = db.execute("DELETE FROM person WHERE applicant_ref = ANY(%s) RETURNING panel_ref", [refs]).fetchall()
    forget_shoppers(db, [ref for (ref,) in gone if ref])
    for ref in refs:
        write_entry(db, "destroyed", ref, asked)


def forget_applicants(db: Connection, asked: Asked, applicant_refs: Sequence[str]) -> None:
    """
    At the end of a call: destroy the identities of applicants who did not come into the panel; of those who did, forget which
    application was theirs.

    Their keys go with their rows, so that older copies of the database cannot be opened by what is kept.
    """
    refs = list(applicant_refs)
    db.execute("DELETE FROM person WHERE applicant_ref = ANY(%s) AND panel_ref IS NULL", [refs])
    db.execute("UPDATE person SET applicant_ref = NULL WHERE applicant_ref = ANY(%s)", [refs])
    db.execute("DELETE FROM household_mark USING person WHERE person.person_id = household_mark.person_id "
               "AND applicant_ref IS NULL")  # fmt: skip
    for ref in refs:
        write_entry(db, "forgotten", ref, asked)


def show_papers(db: Connection, keys: Keys, asked: Asked, identity: Mapping[str, Any]) -> bool:
    """
    Tell whether the papers that somebody shows (national id and day of birth) fit an applicant, and keep that they did.

    Who asks learns yes or no: neither whose application it is, nor what else is kept.
    """
    read = read_identity({**identity, "name": "-"}, ("national_id", "birth_date"))
    row = db.execute(
        "SELECT person.person_id::text, applicant_ref FROM person JOIN person_mark USING (person_id) "
        "WHERE kind = 'national_id' AND digest = %s AND applicant_ref IS NOT NULL",
        [marks_now(db, keys)("national_id", marks_of(read).get("national_id", ""))],
    ).fetchone()
    fields = open_fields(db, person_key(db, keys, row[0]), row[0]) if row else {}
    fit = bool(row) and fields.get("birth_date") == read["birth_date"]
    write_entry(db, "papers fit" if fit else "papers do not fit", str(row[1]) if row else "", asked)
    if fit and row:
        db.execute("UPDATE person SET papers_fit_at = %s WHERE person_id = %s", [asked.at, row[0]])
    return fit


def papers_fit(db: Connection, asked: Asked, applicant_refs: Sequence[str]) -> list[str]:
    """Return those of the applicants whose papers were seen and fit. Questions about few are journalled."""
    for ref in applicant_refs if len(applicant_refs) < FEW else ():
        write_entry(db, "papers asked about", ref, asked)
    found = db.execute(
        "SELECT applicant_ref FROM person WHERE applicant_ref = ANY(%s) AND papers_fit_at IS NOT NULL ORDER BY 1",
        [list(applicant_refs)],
    )
    return [str(row[0]) for row in found]


def households(db: Connection, asked: Asked, applicant_refs: Sequence[str]) -> list[list[str]]:
    """Return who of the applicants live together: groups of two or more, without where. For a choice, and journalled."""
    write_entry(db, "households asked for", "", asked)
    found = db.execute(
        "SELECT array_agg(applicant_ref ORDER BY applicant_ref) FROM person JOIN household_mark USING (person_id) "
        "WHERE applicant_ref = ANY(%s) GROUP BY digest HAVING count(*) > 1 ORDER BY 1",
        [list(applicant_refs)],
    )
    return [list(row[0]) for row in found.fetchall()]


def tell(db: Connection, keys: Keys, asked: Asked, applicant_refs: Sequence[str], words: dict[str, str]) -> int:
    """Lay the same message for each of these applicants into the outbox, and return for how many: who is not kept is left out."""
    found = db.execute(
        "SELECT person_id::text, applicant_ref FROM person WHERE applicant_ref = ANY(%s) ORDER BY 2",
        [list(applicant_refs)],
    ).fetchall()
    for person, ref in found:
        write_entry(db, "message laid", ref, asked)
        lay_message(db, person_key(db, keys, person), person, words, asked.at)
    return len(found)


def admit(db: Connection, asked: Asked, bars: Mapping[str, Sequence[str]]) -> list[str]:
    """
    Take applicants into the panel, and return their panel refs in the refs' own order: which is whose is not told.

    `bars` names, by applicant ref, the bodies that each is never sent to. The same again gives the same panel refs.

    :raises ApplicantsUnknown: when somebody is not kept; nobody is taken
    """
    found = db.execute(
        "SELECT applicant_ref, panel_ref FROM person WHERE applicant_ref = ANY(%s) FOR UPDATE", [list(bars)]
    ).fetchall()
    if len(found) < len(bars):
        raise ApplicantsUnknown(count=len(bars) - len(found))
    panel_refs = []
    for applicant_ref, known in found:
        panel_ref = known or new_ref()
        db.execute("UPDATE person SET panel_ref = %s WHERE applicant_ref = %s", [panel_ref, applicant_ref])
        keep_bars(db, panel_ref, bars[applicant_ref])
        write_entry(db, "admitted", applicant_ref, asked)
        panel_refs.append(str(panel_ref))
    keep_companions_at_home(db, panel_refs)
    return sorted(panel_refs)


def keep_companions_at_home(db: Connection, panel_refs: Sequence[str]) -> None:
    """Keep, beyond the call after which homes are forgotten, who of the panel lives with one of these shoppers."""
    db.execute(
        "WITH pair AS (SELECT mine.panel_ref AS one, theirs.panel_ref AS other FROM person AS mine "
        "JOIN household_mark AS my_home ON my_home.person_id = mine.person_id "
        "JOIN household_mark AS their_home ON their_home.digest = my_home.digest "
        "JOIN person AS theirs ON theirs.person_id = their_home.person_id "
        "WHERE mine.panel_ref = ANY(%s) AND theirs.panel_ref <> mine.panel_ref) "
        "INSERT INTO companion SELECT one, other FROM pair UNION SELECT other, one FROM pair ON CONFLICT DO NOTHING",
        [list(panel_refs)],
    )
