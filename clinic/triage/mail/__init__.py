"""The staff's side of outgoing mail: what was sent, what was not and why, and mending it."""
