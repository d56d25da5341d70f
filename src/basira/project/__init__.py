"""Settings, addresses, schedule and start-up: the only place that knows everything."""
