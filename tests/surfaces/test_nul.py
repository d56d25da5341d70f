"""A NUL in an address is a page that does not exist, never a fault of ours."""

import pytest

from basira.core.kernel.actor import PROGRAMME_ROLES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "registry/centres/%00/",
        "panel/shoppers/%00/",
        "review/%00/",
        "instruments/%00/",
        "registry/?q=%00",
        "journal/?q=a%00",
    ],
)
def test_a_nul_leads_nowhere(signed_in, address):
    assert signed_in(*PROGRAMME_ROLES).get(f"/console/{address}").status_code == 404
