"""What safety does: `alarms`, `letters` and `dangers` by phones and the duty officer, `desk` for how they are reached."""
