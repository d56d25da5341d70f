"""Pages re-made from a file that a body sent: what people of the programme look at, while the original stays sealed."""

from basira.gateways.evidence import EvidenceMissing, EvidenceStore
from basira.gateways.paper_pages import PaperRefused, drawn_pages
from basira.gateways.pictures import PictureRefused, repaint

MAX_PAGE_BYTES = 16 * 1024 * 1024


def made_pages(sealed_ref: str, kind: str, originals: EvidenceStore) -> tuple[tuple[bytes, ...], str]:
    """
    Return the pages (JPEG) re-made from the pixels of a sealed file, and ""; or none, and why none can be made.

    :raises EvidenceDamaged: when the original is not as it was written, for an operator to look
    """
    try:
        original = b"".join(originals.open_sealed(sealed_ref))
        return drawn_pages(original) if kind == "application/pdf" else (repaint(original).jpeg,), ""
    except (PictureRefused, PaperRefused) as refusal:
        return (), refusal.params["reason"]
    except EvidenceMissing:
        return (), "missing"
