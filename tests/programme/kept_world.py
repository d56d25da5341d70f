"""A programme that started from S3, or from S3 with some of its words changed."""

from basira.core.kernel.actor import OPERATOR
from basira.programme.people.blueprints import keep_blueprint
from tests.cast import MONDAY_9AM
from tests.shared_data import ROOT

S3 = (ROOT / "blueprints" / "S3.toml").read_text(encoding="utf-8")


def starts_from(*changes: tuple[str, str]) -> None:
    """Keep S3 as the programme's blueprint, each (before, after) changed; a `before` that is not there fails."""
    text = S3
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    keep_blueprint(text=text, by=OPERATOR, at=MONDAY_9AM)


NO_EVERYDAY = (
    ("everyday_experiences = true", "everyday_experiences = false"),
    ('[[sources]]\ncode = "panel"\nweight = 0.7', '[[sources]]\ncode = "panel"\nweight = 1.0'),
    ('[[sources]]\ncode = "everyday"\nweight = 0.3\n', ""),
    ('"website-or-app", "everyday", ', '"website-or-app", '),
    ('known_to_body = ["everyday"]', "known_to_body = []"),
)
"""The changes that make of S3 a programme without everyday experiences."""
