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

__all__ = [
    "CentreFacts",
    "CodeTaken",
    "HomeMissing",
    "ImportDefaults",
    "Imported",
    "NameMissing",
    "NotFound",
    "PlaceImpossible",
    "add_centre",
    "add_entity",
    "add_sector",
    "both_names",
    "edit_centre",
    "free_code",
    "import_centres",
]
