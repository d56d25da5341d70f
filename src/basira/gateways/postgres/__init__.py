"""PostgreSQL: the embedded server, its roles, and the settings without which Basira refuses to start."""
