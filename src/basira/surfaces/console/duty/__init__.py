"""The duty desk: alarms, letters of authority, reports of danger, and whom to call."""
