"""Files of others, read and checked before anything is kept: centres, and visits of the past."""
