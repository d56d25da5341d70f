"""What shoppers are to the programme, who sends them, and who was somewhere before: told by number, and never by whom."""

from collections.abc import Mapping, Sequence
from typing import Any

from basira.core.selection.mending import mended
from basira.core.selection.records import pool_from
from basira.vault.keys import Keys
from basira.vault.maps import shoppers_of
from basira.vault.persons import Asked, Connection, open_field, write_entry
from basira.vault.verbs import FEW


def engaged(db: Connection, keys: Keys, asked: Asked, numbers: Sequence[str]) -> list[list[str]]:
    """Return [number ref, class, provider ref] of those numbers whose shopper is no volunteer, in the refs' own order."""
    write_entry(db, "engagements asked for", "", asked)
    found = db.execute(
        "SELECT number_ref, class, provider_ref FROM unnest(%s::text[], %s::text[]) AS asked (number_ref, panel_ref) "
        "JOIN engagement USING (panel_ref) ORDER BY number_ref",
        columns(list(shoppers_of(db, keys, numbers).items()), 2),
    )
    return [[str(part) for part in row] for row in found.fetchall()]


def accompany(db: Connection, keys: Keys, asked: Asked, numbers: Sequence[str]) -> bool:
    """Keep that the shoppers behind two numbers go about together; False when one stands for nobody, or both for one."""
    shoppers = sorted(set(shoppers_of(db, keys, numbers).values()))
    if len(shoppers) != len(("one", "other")):
        return False
    for one, other in (shoppers, shoppers[::-1]):
        write_entry(db, "companions kept", one, asked)
        db.execute("INSERT INTO companion VALUES (%s, %s) ON CONFLICT DO NOTHING", [one, other])
    return True


def returning(
    db: Connection, keys: Keys, asked: Asked, places: Sequence[Sequence[Any]], earlier: Sequence[Sequence[object]]
) -> list[int]:
    """
    Return those places, counted from 0, whose number may not go because its shopper, or a companion of hers, carried one of
    the earlier numbers, other than that number itself: each place is [number ref, which list of `earlier`].

    Beside few earlier shoppers the answer comes near to telling whose two numbers are, so that each shopper asked about leaves
    her trace in the journal. Shoppers are counted, not refs: numbers that stand for nobody, or again for the same, hide nothing.
    """
    write_entry(db, "asked who was there", "", asked)
    lists = [as_set(each) for each in earlier]
    whose = shoppers_of(db, keys, [*(str(number) for number, _which in places), *set().union(*lists)])
    mine = [
        (place, str(number), list_at(lists, which), whose.get(str(number)))
        for place, (number, which) in enumerate(places)
    ]
    theirs = [(which, ref, whose[ref]) for which, refs in enumerate(lists) for ref in refs if ref in whose]
    db.execute(
        "WITH was AS (SELECT * FROM unnest(%s::int[], %s::text[], %s::text[]) AS there (list, number_ref, panel_ref)), "
        "sizes AS (SELECT list, count(*) AS numbers, count(DISTINCT panel_ref) AS shoppers FROM was GROUP BY list) "
        "INSERT INTO vault_entry (at, act, panel_ref, by_ref) "
        "SELECT DISTINCT %s::timestamptz, 'asked beside few', mine.panel_ref, %s "
        "FROM unnest(%s::int[], %s::text[], %s::int[], %s::text[]) AS mine (place, number_ref, list, panel_ref) "
        "JOIN sizes USING (list) "
        "LEFT JOIN was AS own ON own.list = mine.list AND own.number_ref = mine.number_ref "
        "WHERE mine.panel_ref IS NOT NULL "
        "AND sizes.numbers > (own.list IS NOT NULL)::int AND sizes.shoppers - (own.list IS NOT NULL)::int < %s",
        [*columns(theirs, 3), asked.at, asked.by, *columns(mine, 4), FEW],
    )
    found = db.execute(
        "WITH mine AS (SELECT * FROM unnest(%s::int[], %s::text[], %s::int[], %s::text[]) "
        "AS mine (place, number_ref, list, panel_ref)), "
        "was AS (SELECT * FROM unnest(%s::int[], %s::text[], %s::text[]) AS there (list, number_ref, panel_ref)), "
        "near AS (SELECT list, number_ref, panel_ref FROM was UNION ALL "
        "SELECT list, number_ref, companion.panel_ref FROM was JOIN companion ON companion.other_ref = was.panel_ref) "
        "SELECT DISTINCT mine.place FROM mine JOIN near ON near.list = mine.list AND near.panel_ref = mine.panel_ref "
        "WHERE near.number_ref <> mine.number_ref ORDER BY 1",
        [*columns(mine, 4), *columns(theirs, 3)],
    )
    return [int(row[0]) for row in found.fetchall()]


def as_set(earlier: object) -> set[str]:
    """
    Return the earlier numbers of a list.

    :raises TypeError: for anything but a list
    """
    if not isinstance(earlier, list):
        raise TypeError(earlier)
    return {str(one) for one in earlier}


def list_at(lists: Sequence[set[str]], which: object) -> int:
    """
    Return the place of a list.

    :raises TypeError: for what is no place of one
    """
    if type(which) is not int or not 0 <= which < len(lists):
        raise TypeError(which)
    return which


def columns(rows: Sequence[tuple[Any, ...]], count: int) -> list[list[Any]]:
    """Return rows of `count` values as the columns that PostgreSQL unnests; without rows, columns without values."""
    return [[row[place] for row in rows] for place in range(count)]


def reserve_for(
    db: Connection, asked: Asked, panel_ref: str, drawn: Mapping[str, Any], ended: Sequence[str]
) -> list[object] | None:
    """
    Return [applicant ref, broken quotas] of the reserve who comes for a shopper; None when the draw did not bring her in, or
    nobody stands by who can come. `panel_ref` "" is for somebody who never came into the panel, and is among the chosen no more.

    Which applicant she was stays here, and so does which others have left since: seats are counted by what is kept of them.
    """
    rows = db.execute(
        "SELECT panel_ref, applicant_ref FROM person WHERE applicant_ref = ANY(%s) AND panel_ref IS NOT NULL",
        [list(drawn["admitted"])],
    ).fetchall()
    application_of = {str(ref): str(applicant) for ref, applicant in rows}
    write_entry(db, "reserve asked for", panel_ref, asked)
    if panel_ref and panel_ref not in application_of:
        return None
    gone = {application_of[ref] for ref in (panel_ref, *ended) if ref in application_of}
    seated = [*drawn["chosen"], *(ref for ref in drawn["admitted"] if ref not in gone)]
    pool = pool_from(drawn["pool"].encode(), drawn["quotas"].encode(), drawn["size"])
    found = mended(pool, seated, drawn["reserves"])
    return [found.reserve, found.broken] if found else None


def people_of(
    db: Connection, keys: Keys, asked: Asked, provider_ref: str, stopped: Sequence[str] = ()
) -> list[list[object]]:
    """
    Return [name, phone, whether hers is one of the `stopped` panel refs] of whom a provider sends, by name, and no reference:
    neither number nor panel ref stands beside one.

    Each is journalled before anything is opened.
    """
    found = db.execute(
        "WITH shown AS (SELECT panel_ref, person_id, wrapped_key, key_version FROM engagement JOIN person USING (panel_ref) "
        "WHERE provider_ref = %s AND provider_ref <> '' AND wrapped_key IS NOT NULL), "
        "written AS (INSERT INTO vault_entry (at, act, panel_ref, by_ref) "
        "SELECT %s::timestamptz, 'shown to her provider', panel_ref, %s FROM shown) "
        "SELECT person_id::text, wrapped_key, key_version, array_agg(name), array_agg(sealed), panel_ref = ANY(%s) "
        "FROM shown JOIN person_field USING (person_id) WHERE name IN ('name', 'phone') GROUP BY 1, 2, 3, 6",
        [provider_ref, asked.at, asked.by, list(stopped)],
    ).fetchall()
    return sorted([*name_and_phone(keys, tuple(row)), has_stopped] for *row, has_stopped in found)


def stops(db: Connection, keys: Keys, asked: Asked, provider_ref: str, told: list[str]) -> list[str]:
    """
    Return the panel refs of those of a provider's people whose [name, phone] is this one, and journal each; for the programme, which
    tells the provider none of them.
    """
    found = db.execute(
        "SELECT person_id::text, wrapped_key, key_version, array_agg(name), array_agg(sealed), panel_ref "
        "FROM engagement JOIN person USING (panel_ref) JOIN person_field USING (person_id) "
        "WHERE provider_ref = %s AND provider_ref <> '' AND wrapped_key IS NOT NULL AND name IN ('name', 'phone') "
        "GROUP BY 1, 2, 3, 6 ORDER BY 6",
        [provider_ref],
    ).fetchall()
    refs = [str(panel_ref) for *row, panel_ref in found if name_and_phone(keys, tuple(row)) == told]
    for ref in refs:
        write_entry(db, "stops, says her provider", ref, asked)
    return refs


def name_and_phone(keys: Keys, row: tuple[Any, ...]) -> list[str]:
    """Return [name, phone] of (person id, wrapped key, its version, names of fields, the same sealed); "" where there is none."""
    person, wrapped, version, names, sealed = row
    key = keys.person_key(bytes(wrapped), version, person)
    opened = {name: open_field(key, person, name, each) for name, each in zip(names, sealed, strict=True)}
    return [opened.get("name", ""), opened.get("phone", "")]
