"""What a service is held against: laws, promises of a charter, service standards."""

from enum import StrEnum


class StandardKind(StrEnum):
    """What kind of document an article stands in."""

    LAW = "law"
    CHARTER = "charter"
    STANDARD = "standard"
