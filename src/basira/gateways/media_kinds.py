"""What a file is, told by its first bytes."""

UNKNOWN = "application/octet-stream"
MAGICS = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"OggS", "audio/ogg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"%PDF-", "application/pdf"),
)


def kind_of(head: bytes) -> str:
    """
    Return the media type that the first bytes (64 are enough) show; "application/octet-stream" when none is known.

    The name and the sender's Content-Type are never asked.
    """
    for offset, magic, kind in MAGICS:
        if head.startswith(magic, offset):
            return kind
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in (b"heic", b"heix", b"mif1", b"avif"):
            return "image/heif"
        return "audio/mp4" if brand == b"M4A " else "video/mp4"
    return UNKNOWN
