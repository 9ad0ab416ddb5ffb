"""The pages of pictures: in the form, on the person's own page, and for staff."""
