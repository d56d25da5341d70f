"""The demo's company that sends shoppers: open, with one account, and nobody sent yet."""

from dataclasses import dataclass
from datetime import datetime

from basira.core.kernel.actor import OPERATOR, Role
from basira.programme.panel.providing import add_provider
from basira.programme.people import verbs as people_verbs


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """A company with its one account."""

    username: str
    name_ar: str
    name_en: str
    may: str


COMPANIES = (
    DemoCompany(
        "company",
        "شركة عين الخدمة",
        "Service Eye Company",
        "sends shoppers of a company, and sees its own people alone",
    ),
)


def load_companies(password: str, at: datetime) -> None:
    """Open the companies' accounts. Called in the transaction that loads the demo."""
    for one in COMPANIES:
        ref = add_provider(name_ar=one.name_ar, name_en=one.name_en, by=OPERATOR, at=at)
        names = {"name_ar": one.name_ar, "name_en": one.name_en}
        people_verbs.open_account(
            username=one.username,
            password=password,
            roles=(Role.PROVIDER,),
            provider_ref=ref,
            **names,
            by=OPERATOR,
            at=at,
        )
