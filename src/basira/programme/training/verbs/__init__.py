"""Writing what is taught and asked, what shoppers do of it, and what they earn by it."""
