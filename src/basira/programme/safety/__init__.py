"""The safety of shoppers and of the people they see: alarms, letters of authority, reports of danger to life."""
