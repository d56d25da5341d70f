"""The words of refusals of the measuring engine beside those of a score run: comparing, weighing, planning, waits."""

from django.utils.translation import gettext_lazy as _

SCORING_WORDS = {
    "results.nothing-to-weigh": _("The cycle has no scores yet, so there is nothing to weigh. Run the scores first."),
    "reading.no-column": _("No column is called “%(target)s”. The file has: %(columns)s."),
    "reading.no-number": _("“%(text)s” is not a number that can stand here. A standard error is 0 or more."),
    "reading.unknown-body": _("No body has the code %(text)s. Write it as in the registry."),
    "reading.unknown-source": _("No source is declared under the name “%(text)s”. Declare it, or mend the name."),
    "reading.twice": _("This body has a value of this source already. Keep one of the two."),
    "scoring.composite-impossible": _(
        "These sources cannot be weighed together. Give each a weight above 0, two different ends of its range, and a number."
    ),
    "scoring.limit-impossible": _("A limit for waits is a number of minutes above 0. Give one."),
    "scoring.nothing-to-compare": _(
        "There is nothing to compare: no visits are named, or a side was never rated. Choose two that were both visited."
    ),
    "scoring.plan-impossible": _(
        "No number of visits can be worked out from this. Give variances of 0 or more, a difference above 0, and shares below 1."
    ),
    "scoring.plan-too-large": _(
        "This plan has more than %(most)s visits, too many to be worked out while a page waits. On the table of an earlier "
        "cycle, `./basira score FILE --tell-apart 0.05` says how many visits are needed."
    ),
}
