"""The words of refusals at the vault's door."""

from django.utils.translation import gettext_lazy as _

VAULT_WORDS = {
    "vault.not-reachable": _("The vault of identities does not answer, so nothing was done. Try again in a minute."),
    "vault.not-ours": _(
        "Another account of this machine answers in place of the vault of identities. Nothing was said to it, and nothing was done. "
        "Tell whoever runs this machine."
    ),
    "vault.folder-not-ours": _(
        "The folder of the vault's door is a link, belongs to another account, or is open to others: %(folder)s. Remove it, "
        "or set BASIRA_VAULT_SOCKET to a path in a folder that this account alone may enter."
    ),
    "vault.relay-unusable": _(
        "BASIRA_VAULT_SMTP_URL must begin with smtp+starttls:// or smtps://; plain smtp:// goes to a relay on this machine alone."
    ),
    "vault.refused": _(
        "The vault of identities refused this (%(reason)s). Nothing was changed. Tell whoever runs the server."
    ),
    "vault.duplicate-person": _(
        "Somebody with this national ID or phone number is in the panel already, or has applied. The vault does not say who."
    ),
    "vault.already-enrolled": _("Another identity is kept under this reference already. Nothing was changed."),
    "vault.identity-refused": _("The vault needs these fields in another form: %(fields)s. At most 300 letters each."),
    "vault.nobody-to-tell": _("The vault keeps no e-mail address behind this number. Hand the link over in person."),
    "vault.numbers-ran-out": _("This cycle has %(free)s numbers left and %(wanted)s are wanted. Open another cycle."),
    "vault.key-unusable": _(
        "The vault's key file cannot be used (%(reason)s). Put the saved copy back; see the how-to."
    ),
    "vault.seal-broken": _("A sealed identity does not open: it was changed, or the key is another."),
    "vault.rotation-held": _(
        "A backup is under way and still needs the old key. Nothing was undone: ask again when the backup has ended."
    ),
    "vault.rotation-unfinished": _(
        "Some identities are still sealed under the old key (%(left)s). Ask again: it goes on where it stopped."
    ),
    "vault.map-sealed": _(
        "The cycle is over, and whose its numbers were is sealed: nobody is given a number in it any more. Number in a cycle that runs."
    ),
    "vault.split-refused": _(
        "The key is split so that two people at least are needed (--threshold), and no more than there are shares (--shares, 16 at most)."
    ),
    "vault.shares-refused": _(
        "These shares do not make the key whole (%(reason)s). Nothing was written. Bring as many files of one splitting as are needed."
    ),
    "vault.folder-taken": _("The folder for the shares exists already. Name a new one."),
    "vault.key-there": _(
        "A key file lies here already and is not written over: %(file)s. Shares are joined only where the key was lost."
    ),
    "vault.setting-unusable": _(
        "%(setting)s is no whole number in its range: days from 1 to 3650, hours from 1 to 720. Correct it and start again."
    ),
    "vault.shredded": _("This identity was destroyed when its days were over. Nothing of it can be read any more."),
    "vault.staff-too-few": _(
        "The list has fewer than %(least)s different people, so it could be a question about one of them. Nothing was kept."
    ),
    "vault.staff-too-soon": _(
        "The list of this body was kept less than a week ago. Two lists a moment apart could be a question about who differs. "
        "Bring it in again when the week is over."
    ),
    "panel.staff-of-nobody": _("The registry has no such body. Choose one of the list."),
    "staff.no-column": _("No column is a national ID or a phone. The file has: %(columns)s."),
    "staff.too-many": _("A list takes at most %(limit)s people. Hand over the part that serves customers."),
    "staff.nothing": _("The row has neither a national ID nor a phone. Fill one of them in, or take the row out."),
    "staff.unfit": _("This is no national ID or phone number. Correct the cell."),
    "vault.not-understood": _("The vault did not understand the question. Both sides must be of one version."),
    "vault.already-open": _("Another vault answers at this door already."),
}
