"""Unmasking at the desk: who asks, who approves by passkey, the one opening, and who may sign."""
