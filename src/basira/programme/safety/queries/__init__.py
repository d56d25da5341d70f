"""What the duty desk shows: `alarms`, `letters`, `dangers` and `desk`, each by plain values."""
