"""Files from outside: what they are called, and whether they are what they say."""

# what may be sent with a message, by the first bytes of a file; what else is text
SIGNATURES = (
    (b"%PDF-", ("pdf",)),
    (b"\x89PNG\r\n\x1a\n", ("png",)),
    (b"\xff\xd8\xff", ("jpg", "jpeg")),
    (b"PK\x03\x04", ("xlsx", "docx", "ods", "odt")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ("xls", "doc", "msg")),
)
TEXTS = ("csv", "txt", "eml")


def file_name(name):
    """Return the name of a file from outside: no folders, one line, not too long."""
    name = (name or "").replace("\\", "/").rpartition("/")[2]
    name = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    stem, dot, extension = name.rpartition(".")
    if len(name) > 120:
        name = f"{stem[:100]}…{dot}{extension[:10]}"
    return name or "file"


def is_what_it_says(name, content):
    """Whether a file is of a kind that is taken, and is what its name says."""
    ending = name.rpartition(".")[2].lower()
    for signature, endings in SIGNATURES:
        if content.startswith(signature):
            return ending in endings
    head = content[:4096]
    return (
        ending in TEXTS and b"\x00" not in head and not head.lstrip().startswith(b"<")
    )
