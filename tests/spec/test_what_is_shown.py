"""What is shown: thresholds, and what subtraction would bring back."""

from basira.core.disclosure import DisclosureRule, MeasuredUnit, disclose
from tests.spec.tables import rows

title = "What may be published"


def spec(*, given: str, expect: str) -> None:
    """
    `given`: how many visits each centre had, and by which shoppers (letters, in turn); `expect`: what is shown.
    """
    entities: dict[str, set[tuple[str, str]]] = {}
    units = []
    for row in rows(given):
        letters = row["shoppers"] or ""
        presence = frozenset((f"{row['centre']}{n}", letters[n % len(letters)]) for n in range(int(row["visits"] or 0)))
        units.append(MeasuredUnit(row["centre"], row["entity"], presence))
        entities.setdefault(row["entity"], set()).update(presence)
    everything = frozenset().union(*entities.values())
    units += [MeasuredUnit(name, "all", frozenset(presence)) for name, presence in entities.items()]
    units.append(MeasuredUnit("all", None, everything))
    found = {verdict.key: verdict.total for verdict in disclose(units, DisclosureRule())}
    for row in rows(expect):
        assert str(found[row["unit"]] or "shown") == row["verdict"], row["unit"]


def test_five_visits_by_three_shoppers():
    """Four visits are too few; so are five visits by two shoppers."""
    spec(
        given="""
            centre  entity  visits  shoppers
            A       E       5       abc
            B       E       9       abcd
            C       E       4       abcd
            D       E       5       ab
            F       E       0       -
        """,
        expect="""
            unit  verdict
            A     shown
            B     shown
            C     too-few-visits
            D     too-few-shoppers
            F     not-visited
            E     shown
        """,
    )


def test_a_lone_withheld_centre_takes_another_with_it():
    """Entity minus B minus A would be C: so A, with the fewest visits, is withheld too."""
    spec(
        given="""
            centre  entity  visits  shoppers
            A       E       6       abc
            B       E       9       abcd
            C       E       2       ab
        """,
        expect="""
            unit  verdict
            A     would-reveal-another
            B     shown
            C     too-few-visits
            E     shown
        """,
    )


def test_withheld_centres_that_are_many_together_need_no_company():
    """C and D together have six visits by four shoppers: what is left over is itself a fair figure."""
    spec(
        given="""
            centre  entity  visits  shoppers
            A       E       6       abc
            C       E       3       ab
            D       E       3       cd
        """,
        expect="""
            unit  verdict
            A     shown
            C     too-few-visits
            D     too-few-visits
            E     shown
        """,
    )


def test_the_same_holds_one_level_up():
    """All minus E would be the three visits of G; so E is withheld, and A, which would stand for it."""
    spec(
        given="""
            centre  entity  visits  shoppers
            A       E       8       abc
            B       E       9       abcd
            C       G       3       abc
        """,
        expect="""
            unit  verdict
            A     would-reveal-another
            B     shown
            C     too-few-visits
            E     would-reveal-another
            G     too-few-visits
            all   shown
        """,
    )
