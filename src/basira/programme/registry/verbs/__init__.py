"""Writing the registry: sectors, entities and centres, one by one or from a checked list."""

from basira.programme.registry.verbs.editing import (
    CentreFacts,
    CodeTaken,
    NameMissing,
    NotFound,
    PlaceImpossible,
    add_centre,
    add_entity,
    add_sector,
    edit_centre,
)
from basira.programme.registry.verbs.importing import (
    HomeMissing,
    ImportDefaults,
    Imported,
    both_names,
    free_code,
    import_centres,
)
from basira.programme.registry.verbs.site_rules import ReasonMissing, decide_photos, state_recording_basis

__all__ = [
    "CentreFacts",
    "CodeTaken",
    "HomeMissing",
    "ImportDefaults",
    "Imported",
    "NameMissing",
    "NotFound",
    "PlaceImpossible",
    "ReasonMissing",
    "add_centre",
    "add_entity",
    "add_sector",
    "both_names",
    "decide_photos",
    "edit_centre",
    "free_code",
    "import_centres",
    "state_recording_basis",
]
