"""Score of a unit: weighted share of points, N/A out of the base, the visit as the unit."""

from decimal import Decimal

from basira.core.scoring import Level, Rating, score_units
from tests.spec.tables import rows

title = "Score of a centre"


def spec(*, given: str, expect: str, level: Level = Level.CENTRE) -> None:
    """Score the ratings of `given`; every line of `expect` is a unit's total, or one of its dimensions."""
    ratings = [
        Rating(
            visit=row["visit"],
            shopper=row.get("shopper", row["visit"]),
            centre=row.get("centre", "A"),
            entity=row.get("entity", "E"),
            sector="S",
            dimension=row.get("dimension", "all"),
            criterion=row.get("criterion", "k"),
            share=None if row["share"] is None else Decimal(row["share"]),
            weight=Decimal(row.get("weight", "1")),
        )
        for row in rows(given)
    ]
    found = {}
    for unit in score_units(ratings, level=level):
        found[unit.unit, "total"] = unit.total
        found |= {(unit.unit, part.dimension): part.estimate for part in unit.dimensions}
    for row in rows(expect):
        estimate = found[row["unit"], row.get("what", "total")]
        for name in ("score", "se", "low", "high"):
            if name in row:
                value = getattr(estimate, name)
                shown = None if value is None else str(value.quantize(Decimal("0.0001")))
                assert shown == row[name], f"{row['unit']} {row.get('what', 'total')}: {name}"
        assert str(estimate.visits) == row["visits"]


def test_heavier_criteria_count_for_more():
    """Won 3 of 4 points in the first visit, 1 of 4 in the second: half of all points."""
    spec(
        given="""
            visit  criterion  weight  share
            v1     greeting   1       0
            v1     answer     3       1
            v2     greeting   1       1
            v2     answer     3       0
        """,
        expect="""
            unit  visits  score   se
            A     2       0.5000  0.2500
        """,
    )


def test_what_did_not_apply_is_no_zero():
    """The second visit had nothing to sign for: its base is 1 point, not 4. So 1 + 1 of 4 + 1 points."""
    spec(
        given="""
            visit  criterion  weight  share
            v1     greeting   1       1
            v1     signing    3       0
            v2     greeting   1       1
            v2     signing    3       -
        """,
        expect="""
            unit  visits  score
            A     2       0.4000
        """,
    )


def test_a_lone_visit_has_a_score_and_no_error():
    """One visit tells a score. How far it would have differed on another day, nobody can say: no error, never 0."""
    spec(
        given="""
            centre  visit  share
            A       v1     0.8
            B       v2     0.5
            B       v3     0.7
            B       v4     0.6
        """,
        expect="""
            unit  visits  score   se      low     high
            A     1       0.8000  -       -       -
            B     3       0.6000  0.0577  0.0514  0.9765
        """,
    )


def test_visits_that_differ_keep_the_interval_of_their_error():
    """0.7 ± 3.1824 (Student's t, 3 degrees) x 0.1291: they differ by more than the least that is taken for granted."""
    spec(
        given="""
            visit  criterion  share
            v1     a          0
            v1     b          1
            v1     c          1
            v1     d          1
            v1     e          0
            v2     a          1
            v2     b          1
            v2     c          1
            v2     d          1
            v2     e          1
            v3     a          1
            v3     b          0
            v3     c          1
            v3     d          0
            v3     e          0
            v4     a          1
            v4     b          1
            v4     c          1
            v4     d          0
            v4     e          1
        """,
        expect="""
            unit  visits  score   se      low     high
            A     4       0.7000  0.1291  0.2891  1.0000
        """,
    )


def test_a_trace_of_variation_proves_no_more_than_none():
    """Five visits that lost nothing, and five of which one lost a thousandth: both keep the wide interval."""
    spec(
        given="""
            centre  visit  share
            A       v1     1
            A       v2     1
            A       v3     1
            A       v4     1
            A       v5     0.999
        """,
        expect="""
            unit  visits  score   se      low     high
            A     5       0.9998  0.0002  0.3933  1.0000
        """,
    )


def test_visits_that_all_agree_keep_a_wide_interval():
    """Five perfect visits do not prove a perfect centre; the least interval is Wilson's with Student's t."""
    spec(
        given="""
            visit  share
            v1     1
            v2     1
            v3     1
            v4     1
            v5     1
        """,
        expect="""
            unit  visits  score   se  low     high
            A     5       1.0000  -   0.3934  1.0000
        """,
    )


def test_each_dimension_has_its_own_base():
    """By phone there are no premises to judge: the dimension rests on the two visits that could."""
    spec(
        given="""
            visit  dimension  criterion  share
            v1     courtesy   greeting   1
            v1     premises   clean      0
            v2     courtesy   greeting   1
            v2     premises   clean      1
            v3     courtesy   greeting   0
            v3     premises   clean      -
        """,
        expect="""
            unit  what      visits  score
            A     total     3       0.6000
            A     courtesy  3       0.6667
            A     premises  2       0.5000
        """,
    )


def test_an_entity_is_scored_from_its_visits_not_from_its_centres_scores():
    """A centre with three visits counts three times as much as a centre with one."""
    spec(
        level=Level.ENTITY,
        given="""
            centre  visit  share
            A       v1     1
            A       v2     1
            A       v3     1
            B       v4     0
        """,
        expect="""
            unit  visits  score
            E     4       0.7500
        """,
    )
