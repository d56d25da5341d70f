"""Names of locks in the vault's database that two programs hold: the vault itself, and the backup that copies it."""

ROTATION_LOCK = 0x6B656B  # "kek"
"""
Held shared by whoever seals somebody under the key of now, and by a backup from its dump to its copy of the key file; held alone
by the end of a rotation, which drops the old key. So no copy ever holds what its key file does not open.
"""
