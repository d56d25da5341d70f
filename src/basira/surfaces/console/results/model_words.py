"""What the model says of a run, in sentences: how far scores tell units apart, who is corrected for, and what is not compared."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from basira.programme.results.standings import ModelCard
from basira.surfaces.shared.figures import number, points

NOTHING_TO_SAY = "scoring.nothing-to-tell-apart"


def model_sentences(model: ModelCard | None) -> list[str]:
    """Return the sentences, the most important first; none for a run that was made without a model."""
    if model is None:
        return []
    if model.refused:
        return [refusal_words(model.refused)]
    said = [reliability_words(model.generalizability), tier_words(model.tiers), shopper_words(model)]
    return [*said, group_words(model.groups)] if model.groups > 1 else said


def refusal_words(code: str) -> str:
    """Say why there is no answer."""
    if code == NOTHING_TO_SAY:
        return _("The visits do not differ enough, or are too few, to say how far the scores tell units apart.")
    return _("The model gave no answer for this run, so there are no tiers. The scores below stand without it.")


def reliability_words(share: float | None) -> str:
    """Say what part of the differences between scores is real."""
    if share is None:
        return _("The units do not differ by more than chance explains: whatever parts their scores is noise.")
    values = {"share": points(share)}
    return (
        _("Of the differences between the scores, %(share)s of 100 parts are the units' own; the rest is chance.")
        % values
    )


def tier_words(tiers: int | None) -> str:
    """Say how many tiers there are, and what a tier promises; or why there is none."""
    if tiers is None:
        return _("Nothing is ranked at this level, so there are no tiers.")
    if tiers < 2:
        return _("The visits do not part the units into tiers: all stand in one.")
    words = ngettext(
        "There is %(tiers)s tier. Every unit of a tier is told apart from every unit of the tiers below, all pairs taken together.",
        "There are %(tiers)s tiers. Every unit of a tier is told apart from every unit of the tiers below, all pairs taken together.",
        tiers,
    )
    return words % {"tiers": number(tiers)}


def shopper_words(model: ModelCard) -> str:
    """Say how many shoppers mark unlike the others; tiers are corrected for it."""
    if not model.severe + model.mild:
        return _("No shopper marks clearly more severely or more mildly than the others.")
    values = {"severe": number(model.severe), "mild": number(model.mild), "all": number(model.shoppers)}
    return (
        _(
            "Shoppers who mark clearly more severely: %(severe)s, more mildly: %(mild)s, of %(all)s. The model corrects for it."
        )
        % values
    )


def group_words(groups: int) -> str:
    """Say that some units are not compared with others, and why."""
    words = ngettext(
        "%(groups)s group of units shares no shopper with the others: it is never placed among them.",
        "%(groups)s groups of units share no shopper: each is placed by itself, never among the others.",
        groups,
    )
    return words % {"groups": number(groups)}
