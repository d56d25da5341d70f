"""Analysts and one body around one procedure: how it is, how it could be, and the changes that both agree to."""
