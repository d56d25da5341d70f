"""Words of refusals around blueprints and the programme's clocks. What is wrong inside a file stands in core/blueprint/words."""

from django.utils.translation import gettext_lazy as _

BLUEPRINT_WORDS = {
    "people.clock-out-of-range": _("A clock runs from one to %(most)s working days. Choose a number between them."),
    "people.blueprint-refused": _(
        "The blueprint cannot be started from: it has %(count)s remarks. Check it with ./basira blueprint check, and correct it."
    ),
    "blueprints.method-committed": _(
        "Cycle %(cycle)s has committed itself to its method, and this would change it: %(keys)s. Take these out, or come back "
        "once its bodies are informed; for who is named, ranked and told, once its results are out."
    ),
    "blueprints.silence-contradicts": _(
        "What the file leaves out of the desk's decisions stays as it is, and does not go with the file at %(keys)s. Say these in "
        "the file as well, as you want them."
    ),
    "blueprints.changed-meanwhile": _(
        "The programme was changed a moment ago, so this would change something else than you read. Nothing was changed. Read the "
        "differences as they are now, and confirm once more."
    ),
    "blueprints.not-set-up": _("There is no programme yet. A blueprint starts one in the wizard."),
    "registry.blueprint-of-another-kind": _(
        "The blueprint and your answers say different things about whose programme it is, and what it allows belongs to its "
        "own kind alone. Choose another blueprint or nothing, or answer as it does."
    ),
}
