"""The questionnaire's pages, by subject."""
