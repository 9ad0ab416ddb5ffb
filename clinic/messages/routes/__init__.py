"""The pages of messages: the person's, behind their link, and the staff's, of the templates."""
