"""How large a picture may be; read by the server and by the limited process, which loads nothing else of it."""

MAX_PIXELS = 40_000_000

NO_JAIL = "no-jail"
"""What the limited process answers where the kernel does not hold it in: then it decodes nothing."""
