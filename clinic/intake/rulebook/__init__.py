"""The triage rules, by subject. Their numbers, priorities and time limits are for the clinic's doctor to sign off."""
