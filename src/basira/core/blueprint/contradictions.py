"""What cannot stand together in one programme, or in any: each rule of the rulings as one function."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from basira.core.blueprint.values import Blueprint
from basira.core.blueprint.vocabulary import INSIDE_THE_BODY, QUOTAS
from basira.core.kernel.labels import ARABIC_FORMS, ENGLISH_FORMS, OWN, reads_as_agent
from basira.core.kernel.workdays import WEEKDAYS

Found = Iterator[tuple[str, str, dict[str, str]]]
"""Code, path, and the values of the words."""


def contradictions(blueprint: Blueprint) -> Found:
    """Give every contradiction. Nothing for a file that has none; values that were refused are absent here."""
    for rule in RULES:
        yield from rule(blueprint)


def _governance(of: Blueprint) -> Found:
    """An internal programme names its one body; an independent one has no body, no employees and no line inside one."""
    body = ("programme.body_name_ar", "programme.body_name_en")
    if of.said("programme.governance") == "internal":
        yield from (("blueprint.body-missing", key, {}) for key in body if key not in of.values)
    if of.said("programme.governance") != "independent":
        return
    yield from (("blueprint.body-not-wanted", key, {}) for key in body if key in of.values)
    if "employees" in of.said("shoppers.routes", ()):
        yield "blueprint.employees-in-independent", "shoppers.routes", {}
    for number, row in enumerate(of.table("shoppers.classes")):
        if row.get("route") == "employees":
            yield "blueprint.employees-in-independent", f"shoppers.classes[{number}].route", {}
    if (line := of.said("reporting.line")) in INSIDE_THE_BODY:
        yield "blueprint.line-inside-the-body", "reporting.line", {"value": line}
    if of.said("naming.accountability_files"):
        yield "blueprint.files-in-independent", "naming.accountability_files", {}


def _naming(of: Blueprint) -> Found:
    """Nobody ranks people, and no clerk is named for a shortcoming (rulings 1 and 2)."""
    if "employee" in of.said("naming.ranked", ()):
        yield "blueprint.employees-ranked", "naming.ranked", {}
    if "clerk" in of.said("naming.negative", ()):
        yield "blueprint.clerk-named", "naming.negative", {}


def _labels(of: Blueprint) -> Found:
    """Own words come in every form; no word reads as a secret agent."""
    for label in ("words.shopper", "words.customer"):
        forms = [f"{label}.{form}" for form in (*ARABIC_FORMS, *ENGLISH_FORMS)]
        if of.said(f"{label}.preset") == OWN:
            missing = [form for form in forms if form not in of.values]
            yield from (("blueprint.word-form-missing", form, {"value": form.rpartition(".")[2]}) for form in missing)
        for form in forms:
            if reads_as_agent(str(of.said(form, ""))):
                yield "blueprint.reads-as-agent", form, {"value": str(of.said(form))}


DOORS = {
    "public-reports": "public.reports",
    "public-ratings": "public.ratings",
    "everyday": "shoppers.everyday_experiences",
}
"""What must be open for a source to give anything."""


def _sources(of: Blueprint) -> Found:
    """Weights add up to 1, and every source has its door."""
    rows = of.table("sources")
    weights = [row["weight"] for row in rows if "weight" in row]
    total = sum((Decimal(str(weight)) for weight in weights), Decimal(0))
    if weights and len(weights) == len(rows) and total != 1:
        yield "blueprint.weights-do-not-sum", f"sources[{len(rows) - 1}].weight", {"sum": str(total)}
    for number, row in enumerate(rows):
        door = DOORS.get(str(row.get("code")))
        if door and not of.said(door):
            values = {"value": str(row["code"]), "needs": door}
            yield "blueprint.source-without-door", f"sources[{number}].code", values


def _routes(of: Blueprint) -> Found:
    """A class comes in by a route that the programme has; a draw has seats; a contract has a provider."""
    routes = of.said("shoppers.routes", ())
    for number, row in enumerate(of.table("shoppers.classes")):
        if "route" in row and row["route"] not in routes:
            yield "blueprint.class-without-route", f"shoppers.classes[{number}].route", {"value": str(row["route"])}
    if "drawn" in routes and "panel.size" not in of.values:
        yield "blueprint.route-without-size", "panel.size", {}
    if "contracted" in routes and not any(row.get("role") == "provider" for row in of.table("partners")):
        yield "blueprint.provider-missing", "shoppers.routes", {}
    if of.said("eligibility.residence_years") and "resident" not in of.said("eligibility.statuses", ("resident",)):
        yield "blueprint.residence-without-residents", "eligibility.residence_years", {}


def _groups(of: Blueprint) -> Found:
    """A quota counts what applicants are asked; which regions there are, only the registry knows."""
    for number, row in enumerate(of.table("panel.quotas")):
        groups = QUOTAS.get(str(row.get("category")))
        if groups and "feature" in row and row["feature"] not in groups:
            values = {"value": str(row["feature"]), "category": str(row["category"]), "groups": ", ".join(groups)}
            yield "blueprint.quota-unknown", f"panel.quotas[{number}].feature", values


def _quotas(of: Blueprint) -> Found:
    """A quota's least is not above its most, and the quotas of a category can fill the panel without bursting it."""
    sums: dict[str, list[tuple[int, int]]] = {}
    last: dict[str, int] = {}
    for number, row in enumerate(of.table("panel.quotas")):
        least, most = row.get("least"), row.get("most")
        if not isinstance(least, int) or not isinstance(most, int):
            continue
        if least > most:
            values = {"least": str(least), "most": str(most)}
            yield "blueprint.quota-upside-down", f"panel.quotas[{number}].least", values
        category = str(row.get("category", ""))
        sums.setdefault(category, []).append((least, most))
        last[category] = number
    size = of.said("panel.size")
    if size is None:
        return
    for category, bounds in sums.items():
        place = f"panel.quotas[{last[category]}]"
        least, most = sum(low for low, _high in bounds), sum(high for _low, high in bounds)
        values = {"value": category, "size": str(size)}
        if least > size:
            yield "blueprint.quotas-exceed-panel", f"{place}.least", values | {"sum": str(least)}
        if most < size:
            yield "blueprint.quotas-fall-short", f"{place}.most", values | {"sum": str(most)}


def _missions(of: Blueprint) -> Found:
    """What is known to the body is planned, and an everyday experience always is known to it (ruling 11)."""
    kinds, known = of.said("missions.kinds"), of.said("missions.known_to_body")
    if kinds is None:
        return
    for kind in known or ():
        if kind not in kinds:
            yield "blueprint.kind-not-planned", "missions.known_to_body", {"value": kind}
    if "everyday" in kinds and "everyday" not in (known or ()):
        yield "blueprint.everyday-not-marked", "missions.known_to_body", {}
    if "everyday" in kinds and of.said("shoppers.everyday_experiences") is False:
        yield "blueprint.everyday-without-door", "missions.kinds", {}
    if "journey-step" in kinds and of.said("missions.linkage") is False:
        yield "blueprint.steps-without-linkage", "missions.kinds", {}
    if of.said("observing.first_consequence", "retraining") != "retraining":
        yield "blueprint.miss-without-training", "observing.first_consequence", {}


def _clocks(of: Blueprint) -> Found:
    """A week has a working day; a plan is due before the experience is repeated; Ramadan hours have two ends."""
    weekend = of.said("calendar.weekend", ())
    if len(set(weekend)) == len(WEEKDAYS):
        yield "blueprint.no-working-day", "calendar.weekend", {}
    plan, days = of.said("clocks.plan_working_days"), of.said("clocks.repeat_after_days")
    if plan and days and days <= plan:
        yield "blueprint.repeat-before-plan", "clocks.repeat_after_days", {"days": str(days), "plan": str(plan)}
    if of.said("missions.repeat_after_findings") and days is None:
        yield "blueprint.repeat-without-clock", "clocks.repeat_after_days", {}
    opens, closes = of.said("calendar.ramadan_opens"), of.said("calendar.ramadan_closes")
    if bool(opens) != bool(closes) or (opens and closes and opens >= closes):
        yield "blueprint.half-a-day", "calendar.ramadan_opens" if opens else "calendar.ramadan_closes", {}


def _terms(of: Blueprint) -> Found:
    """One term for all classes: by its last day the panel would show what a shopper is, which the vault alone knows."""
    rows = of.table("shoppers.classes")
    for number, row in enumerate(rows):
        if row.get("term_months") != rows[0].get("term_months"):
            values = {"value": str(row.get("code", "")), "other": str(rows[0].get("code", ""))}
            yield "blueprint.terms-differ", f"shoppers.classes[{number}].term_months", values


def _coverage(of: Blueprint) -> Found:
    """Who publishes also publishes what was not visited: a silent list hides as much as a wrong number."""
    is_told = "public" in of.said("reporting.to", ("public",)) and of.said("programme.governance") != "internal"
    if is_told and of.said("results.publish_coverage") is False:
        yield "blueprint.coverage-hidden", "results.publish_coverage", {}


def _languages(of: Blueprint) -> Found:
    """The public pages speak Arabic and English at least."""
    spoken: Any = of.said("languages.public")
    for language in ("ar", "en"):
        if spoken is not None and language not in spoken:
            yield "blueprint.arabic-missing", "languages.public", {"value": language}


def _phases(of: Blueprint) -> Found:
    """A sector begins once."""
    begun: set[str] = set()
    for number, row in enumerate(of.table("phases")):
        for sector in row.get("sectors", ()):  # type: ignore[union-attr]
            if sector in begun:
                yield "blueprint.sector-in-two-phases", f"phases[{number}].sectors", {"value": sector}
            begun.add(sector)


RULES: tuple[Callable[[Blueprint], Found], ...] = (
    _governance, _naming, _labels, _sources, _routes, _groups, _quotas, _missions, _clocks, _terms,
    _coverage, _languages, _phases,
)  # fmt: skip
