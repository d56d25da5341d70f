"""The running programme as a file: given out with what was decided since, and changed by one. It owns no table."""
