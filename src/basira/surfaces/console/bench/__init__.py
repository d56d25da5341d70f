"""The analyst's bench: findings and recommendations of a body before it is informed, and the sealed list beside it."""
