"""The words that may stand in a blueprint where a key offers a choice."""

GOVERNANCES = ("independent", "internal")
PROFILES = ("small", "full")
"""As `programme/people` spells them; a test compares."""

ROUTES = ("drawn", "appointed", "contracted", "employees")
"""How shoppers come in (requirements, ruling 5)."""

PAY = ("none", "expenses", "stipend", "fee")
STATUSES = ("citizen", "resident")
CRITERIA = (
    "credibility", "responsibility", "public-interest", "neutrality", "secrecy", "gains-trust", "evaluative-notes",
    "knows-the-aim", "writes-reports", "completeness",
)  # fmt: skip
QUOTAS = {
    "sex": ("female", "male"),
    "age": ("under-18", "18-24", "25-34", "35-44", "45-54", "55-64", "65-plus"),
    "standing": ("citizen", "resident", "visitor"),
    "nationality": ("home", "gulf", "arab", "south-asia", "east-asia", "africa", "europe-americas", "other"),
    "occupation": ("public", "private", "self-employed", "student", "at-home", "retired", "seeking"),
    "disability": ("none", "some", "unsaid"),
} | {f"speaks {each}": ("yes", "no") for each in ("ar", "en", "ur", "hi", "bn", "ml", "tl", "fa")}
"""Categories of quotas and their features, as `core/recruiting` spells them; a test compares."""

QUOTA_CATEGORIES = (*QUOTAS, "region")
"""The features of "region" are the registry's own."""

LINES = ("head-of-government", "council-of-ministers", "central-bureau", "performance-unit", "civil-association")
READERS = ("unit-concerned", "body-leadership", "state-leadership", "public")
SOURCES = ("panel", "observers", "everyday", "public-reports", "public-ratings")
PRESENTATIONS = ("tiers", "stars", "scores")
NAMED = ("body", "centre", "unit", "accountable-post", "clerk")
RANKED = ("body", "centre", "unit", "employee")
INSIDE_THE_BODY = ("performance-unit",)
"""Reporting lines that end inside a measured body."""

PARTNERS = ("provider", "civil-society", "audit-bureau", "anti-corruption")
LANGUAGES = ("ar", "en", "ur", "hi", "bn", "fil", "fr", "fa", "tr", "es", "ru", "zh")

PACKS = (
    "service-counter", "contact-centre", "website-and-app", "event-stand", "hospital", "municipality",
    "social-service-centre", "park-and-public-place",
)  # fmt: skip
"""The packs that ship with Basira; a test of the house compares with the folder."""
