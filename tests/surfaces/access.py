"""
Who reaches which address beside the desk's: reviewed by people, checked by `test_access.py` (security bar AC-01).

One line an address, by its name with its namespace: the methods that it answers, and its door. A name that is missing here
is an error of the tests, and so is a line without its address. The desk's own table is `console_access.py`.
"""

from dataclasses import dataclass

from basira.core.kernel.actor import Role as R
from tests.surfaces.console_access import FORM, READ, WRITE


@dataclass(frozen=True)
class Door:
    """
    Who passes: everybody, whoever is signed in, or these roles. Others who are not signed in are sent to the sign-in page,
    and others who are meet a 403.

    `key` is a door of another kind: it asks for a phone's key, and no account, whatever its role, stands in for one.
    `shut` leads everybody to the sign-in page.
    """

    everybody: bool = False
    signed_in: bool = False
    roles: frozenset[R] = frozenset()
    key: bool = False
    shut: bool = False


EVERYBODY = Door(everybody=True)
SIGNED_IN = Door(signed_in=True)
PHONES = Door(key=True)
SHUT = Door(shut=True)
BODIES = Door(roles=frozenset({R.BODY_LIAISON, R.BODY_HEAD}))
LIAISONS = Door(roles=frozenset({R.BODY_LIAISON}))
HEADS = Door(roles=frozenset({R.BODY_HEAD}))
MANAGERS = Door(roles=frozenset({R.CENTRE_MANAGER}))

ANY = frozenset({"GET", "POST", "PUT", "DELETE"})
BY_CLASS = frozenset({"GET", "POST", "PUT"})
"""Django's form views take PUT as POST; CSRF holds for both."""

ACCESS: dict[str, tuple[frozenset[str], Door]] = {
    "health": (ANY, EVERYBODY),  # reads nothing of the request
    "set_language": (ANY, EVERYBODY),  # sets a cookie on POST alone
    "set_digits": (WRITE, EVERYBODY),
    # accounts
    "account_login": (FORM, EVERYBODY),
    "account_arrive": (READ, SIGNED_IN),
    "account_set_password": (ANY, EVERYBODY),  # leads on to the page of the factors
    # second factors: the pages themselves ask who it is again before they change anything
    "mfa_index": (READ, SIGNED_IN),
    "mfa_authenticate": (ANY, SIGNED_IN),
    "mfa_reauthenticate": (BY_CLASS, SIGNED_IN),
    "mfa_reauthenticate_webauthn": (ANY, SIGNED_IN),
    "mfa_login_webauthn": (FORM, SIGNED_IN),  # whoever is not, signs in there: it leads to the sign-in page
    "mfa_list_webauthn": (ANY, EVERYBODY),  # leads on to the page of the factors
    "mfa_activate_totp": (ANY, SIGNED_IN),
    "mfa_deactivate_totp": (ANY, SIGNED_IN),
    "mfa_add_webauthn": (ANY, SIGNED_IN),
    "mfa_remove_webauthn": (ANY, SIGNED_IN),
    "mfa_generate_recovery_codes": (ANY, SIGNED_IN),
    "mfa_view_recovery_codes": (READ, SIGNED_IN),
    # set-up, which is not there any more once somebody has an account; joining by an invitation's token
    "set_up:code": (FORM, EVERYBODY),
    "set_up:step": (FORM, EVERYBODY),
    "set_up:check": (READ, EVERYBODY),
    "set_up:finish": (FORM, EVERYBODY),
    "join:join": (FORM, EVERYBODY),
    "join:account": (FORM, EVERYBODY),
    "join:factor": (FORM, EVERYBODY),
    "account_digests": (FORM, Door(roles=frozenset(R) - {R.PROVIDER})),
    "digest_stop": (FORM, EVERYBODY),  # the signed link is what it takes; a stranger's is a 404
    "account_logout": (FORM, EVERYBODY),
    "account_inactive": (READ, EVERYBODY),
    "account_change_password": (BY_CLASS, SIGNED_IN),
    "account_reauthenticate": (BY_CLASS, SIGNED_IN),
    "account_signup": (ANY, SHUT),
    "account_reset_password": (ANY, SHUT),
    "account_email": (ANY, SHUT),
    # the bodies' portal
    "portal:home": (READ, BODIES),
    "portal:board": (READ, BODIES),
    "portal:table": (READ, BODIES),
    "portal:centres": (READ, MANAGERS),
    "portal:centre": (READ, MANAGERS),
    "portal:my-centres": (READ, MANAGERS),
    "portal:cycles": (READ, BODIES),
    "portal:report": (READ, BODIES),
    "portal:paper": (READ, BODIES),
    "portal:singles": (READ, BODIES),
    "portal:single": (READ, BODIES),
    "portal:single-reply": (WRITE, LIAISONS),
    "portal:file": (READ, BODIES),
    "portal:file-state": (WRITE, LIAISONS),
    "portal:finding": (READ, BODIES),
    "portal:answer": (WRITE, LIAISONS),
    "portal:workspaces": (READ, BODIES),
    "portal:workspace-open": (FORM, BODIES),
    "portal:workspace": (READ, BODIES),
    "portal:workspace-draw": (FORM, BODIES),
    "portal:workspace-remark": (WRITE, BODIES),
    "portal:workspace-change": (WRITE, BODIES),
    "portal:workspace-agree": (WRITE, BODIES),
    "portal:workspace-plan": (WRITE, LIAISONS),
    "portal:sheets": (READ, BODIES),
    "portal:sheet": (READ, BODIES),
    "portal:assess": (FORM, BODIES),
    "portal:plans": (READ, BODIES),
    "portal:plan": (READ, BODIES),
    "portal:plan-propose": (WRITE, LIAISONS),
    "portal:plan-step": (WRITE, LIAISONS),
    "portal:plan-declare": (WRITE, LIAISONS),
    "portal:plan-sign": (WRITE, HEADS),
    "portal:plan-return": (WRITE, HEADS),
    # phones
    "openrosa:form_list": (READ, PHONES),
    "openrosa:submission": (WRITE, PHONES),
    "openrosa:form": (READ, PHONES),
    "openrosa:manifest": (READ, PHONES),
    "openrosa:media": (READ, PHONES),
    # the shopper's pages
    "field:home": (READ, EVERYBODY),  # the same page for everybody, with nothing of anybody
    "field:open": (READ, EVERYBODY),
    "field:worker": (READ, EVERYBODY),
    "field:card": (READ, EVERYBODY),
    "field:sign": (READ, EVERYBODY),  # a drawn sign, the same for everybody
    "field:enter": (WRITE, PHONES),  # answers 401 to a link that is nobody's
    "field:exchange": (WRITE, PHONES),
    "field:state": (READ, PHONES),
    "field:needs": (frozenset({"PUT"}), PHONES),
    "field:services": (WRITE, PHONES),
    "field:answer": (frozenset({"PUT"}), PHONES),
    "field:moves": (WRITE, PHONES),
    "field:own": (READ, PHONES),
    "field:test_begin": (WRITE, PHONES),
    "field:test_finish": (WRITE, PHONES),
    "field:alarm": (WRITE, PHONES),
    "field:letter": (WRITE, PHONES),
    "field:danger": (WRITE, PHONES),
    "field:danger_photo": (frozenset({"PUT"}), PHONES),
    "field:device": (frozenset({"PUT"}), PHONES),
    "field:places": (WRITE, PHONES),
    "field:submission": (frozenset({"PUT"}), PHONES),
    "field:sealed": (FORM, PHONES),
    "field:sealed_part": (frozenset({"PUT"}), PHONES),
    "field:form": (READ, PHONES),
    "field:media": (READ, PHONES),
    # read API
    "api-v1:api-root": (ANY, EVERYBODY),  # is a 404 for every method
    "api-v1:openapi-json": (ANY, EVERYBODY),  # the same description whatever is asked
    "api-v1:cycles": (READ, EVERYBODY),
    "api-v1:results": (READ, EVERYBODY),
    # public
    "public:home": (READ, EVERYBODY),
    "public:results": (READ, EVERYBODY),
    "public:results_file": (READ, EVERYBODY),
    "public:sector": (READ, EVERYBODY),
    "public:entity": (READ, EVERYBODY),
    "public:centre": (READ, EVERYBODY),
    "public:entity_report": (READ, EVERYBODY),
    "public:map": (READ, EVERYBODY),
    "public:map_places": (READ, EVERYBODY),
    "basemap": (READ, EVERYBODY),
    "public:not_visited": (READ, EVERYBODY),
    "public:method": (READ, EVERYBODY),
    "public:about": (READ, EVERYBODY),
    # calls and applying: no account; a resume code travels in posts alone
    "public:calls": (READ, EVERYBODY),
    "public:call": (READ, EVERYBODY),
    "public:apply": (FORM, EVERYBODY),
    "public:apply_identity": (WRITE, EVERYBODY),
    "public:draw": (READ, EVERYBODY),
    "public:draw_record": (READ, EVERYBODY),
    "public:application": (FORM, EVERYBODY),
    "public:letter": (FORM, EVERYBODY),  # asks for a letter's code, counts attempts, and names nobody
}
