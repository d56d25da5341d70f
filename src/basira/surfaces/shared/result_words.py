"""The words of refusals about results and their publication."""

from django.utils.translation import gettext_lazy as _

RESULT_WORDS = {
    # results
    "scoring.ratings-not-usable": _(
        "The ratings cannot be used: columns of unequal length, or a value or weight that is no number."
    ),
    "selection.no-panel": _("No panel of %(size)s keeps all quotas. Ease a quota, or choose fewer people."),
    "selection.not-proved": _("The fairest chances could not be proved. Ease a quota and draw again."),
    "selection.not-settled": _("The calculation gave no answer that can be relied on, so nobody was drawn."),
    "scoring.not-separable": _("Covariates and factors say the same. Leave one of them out."),
    "scoring.not-converged": _("The numbers did not settle, so no score is given. Leave out factors or covariates."),
    "scoring.nothing-to-tell-apart": _(
        "There is nothing to score by: all ratings are equal, or no factor can be told apart."
    ),
    "scoring.unit-not-scorable": _("The levels of %(unit)s cannot be told apart, so they get no scores."),
    "scoring.not-scorable": _(
        "What was accepted contradicts itself, so no score was made. Correct it at the review desk, then run the scores again."
    ),
    "results.wave-not-scorable": _(
        "This cycle is %(state)s, so there is nothing to score. Wait until it is in the field."
    ),
    "results.already-asked": _(
        "The scores of this cycle are being run already. They are shown here when they are there."
    ),
    "results.run-broke-off": _(
        "The server stopped while it ran the scores, perhaps for want of memory. Nothing was changed. Run them again; if it "
        "happens twice, ask whoever looks after the server."
    ),
    "results.nothing-accepted": _("No visit of this cycle has been accepted yet. Review the visits first."),
    "results.nothing-measured": _(
        "The accepted visits answered no criterion that counts. Send a questionnaire with criteria, then score."
    ),
    # publishing
    "fieldwork.files-not-asked": _(
        "Your answers were received. The files that came with them are not those that the answers name, so they were "
        "not kept. Keep this visit on your phone and tell your contact."
    ),
    "fieldwork.too-many-visits": _(
        "More than %(limit)s notes came from this phone within a day, so this one was not taken. Keep it, and send it "
        "again tomorrow."
    ),
    "fieldwork.too-much-a-day": _(
        "More than %(limit)s GB came from this phone within a day, so this was not taken. Keep it, and send it again tomorrow."
    ),
    "fieldwork.too-many-conflicts": _(
        "Too many notes that differ from what was sent before came from this phone within a day. Keep this one, and "
        "ask your contact."
    ),
    "fieldwork.device-key-unfit": _(
        "This is not a key that a phone makes for this list, so it was not noted. Close the page and open it again; it makes a new one."
    ),
    "fieldwork.too-many-device-keys": _(
        "More than %(limit)s keys were noted for this list, so this one was not. Send all the same, and tell your contact."
    ),
    "submission.too-many-rounds": _(
        "One part of the form (%(name)s) was filled in more than %(limit)s times. Send what is over as another visit, "
        "or ask your contact."
    ),
    "submission.too-many-answers": _(
        "This visit has more than %(limit)s answers, which is more than can be read. Ask your contact."
    ),
    "post.too-large": _("What you send is larger than this page takes: %(limit)s MB at most. Send a smaller file."),
    "post.length-missing": _(
        "Your program did not say how much it sends, so nothing was read. Send it with its length."
    ),
    "disclosure.meter-out-of-range": _(
        "Choose at least %(lowest)s visits and %(lowest_shoppers)s shoppers, at most %(highest)s, and no more shoppers than visits."
    ),
    "disclosure.revision-reveals": _(
        "Beside what is published, this release would reveal a few visits of %(count)s units."
        " Wait until more visits have changed."
    ),
    "disclosure.revision-tells-body": _(
        "Beside what is published, this release would tell the result of a single body in %(count)s units: all its visits"
        " came in or fell out, and no body is named. Wait until the visits of more bodies have."
    ),
    "disclosure.units-do-not-nest": _("%(unit)s has visits that %(parent)s does not have. Tell an administrator."),
    "publishing.cycle-not-scored": _("Results are released after the review has ended and the scores were run since."),
    "publishing.not-for-the-public": _(
        "The bodies were told of this cycle when this programme did not report to the public, and that stands: it is not "
        "published. What the bodies are told from now on can be."
    ),
    "publishing.bodies-not-informed": _(
        "The bodies read their results before the public does. Inform them first, under The bodies of this cycle."
    ),
}
