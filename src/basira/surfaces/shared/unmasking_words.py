"""The words of refusals about unmasking."""

from django.utils.translation import gettext_lazy as _

UNMASKING_WORDS = {
    "unmasking.statement-unfit": _(
        "A request needs its reason and its legal ground in words, at most 1000 letters each, and only an order of a court or a "
        "demand of the prosecution forbids telling the person."
    ),
    "unmasking.not-signatory": _(
        "You are not named to sign unmaskings. An administrator names people before anything is asked, on the page of who may sign."
    ),
    "unmasking.not-an-approver": _("No open account of this kind may ask for or approve an unmasking. Choose another."),
    "unmasking.named-by-oneself": _("Nobody names herself to sign. Another administrator can name you."),
    "unmasking.no-passkey": _(
        "The vault knows no passkey of yours that is old enough for this request. A password, or codes from an app, are not "
        "enough. Add a passkey, tell the vault of it, and ask a day later."
    ),
    "unmasking.passkey-taken": _(
        "This passkey signs for another account already. One key is one person's: make one of your own."
    ),
    "unmasking.unknown": _("There is no such request. Go back to the list and choose one."),
    "unmasking.nobody-behind": _(
        "Nobody stands behind this number: it belongs to a rehearsal, or the identity was destroyed when its days were over."
    ),
    "unmasking.not-open": _(
        "This request is not where that could be done: it has ended, lapsed or was opened, or another step comes first. "
        "What is opened is opened once; whoever needs it again asks anew."
    ),
    "unmasking.not-yours": _("Whoever asked does not approve, and nobody else opens what somebody asked for."),
    "unmasking.same-person": _("You have approved this request. The second approval is another person's."),
    "unmasking.not-apart": _(
        "The other approval comes from your body, or in a small programme from your unit. Somebody who works apart decides."
    ),
    "unmasking.known-too-shortly": _(
        "Whoever signs was named a day before the request, and not by who asks: nobody is named for one request. "
        "Somebody else decides, or it is asked anew."
    ),
    "unmasking.too-early": _("It still cools, so that it can be refused. Hours left: %(hours)s. Come back then."),
    "unmasking.question-gone": _(
        "What your passkey was asked is answered, or older than half an hour. Load the page anew and sign again."
    ),
    "unmasking.altered": _(
        "What two people signed is not what the request says now, or one of them signs no more. Nothing was opened. "
        "Tell the auditor, and ask anew."
    ),
    "unmasking.approver-gone": _(
        "Somebody who approved has no open account that may approve any more, so nothing was opened. Ask anew, and let two decide "
        "who may."
    ),
    "unmasking.refused": _("The vault refused this. Nothing was opened."),
    "vault.signature-refused": _(
        "This was not signed by a passkey of yours for exactly this request. A password or a code signs nothing here. "
        "Load the page anew and use your passkey."
    ),
}
