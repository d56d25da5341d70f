"""Opening one's own account by an invitation's link."""
