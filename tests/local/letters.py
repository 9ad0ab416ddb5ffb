from email.message import EmailMessage


def letter(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "sender@example.org", "reader@example.org"
    message.set_content("Plain words, ü.\n")
    message.add_alternative("<html><head></head><body>Words in HTML</body></html>\n", subtype="html")
    return message
