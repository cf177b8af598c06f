"""Makes the files here that Python's own libraries, feedgen and zip make: see README.md."""

import csv
import mailbox
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from feedgen.feed import FeedGenerator

HERE = Path(__file__).parent
RAIN = (
    "The reservoir above Hallow filled on Friday for the first time in nine years. The keeper of "
    "the dam, Bruno Astell, opened the upper sluice at 6.40 in the morning, and by noon the water "
    "stood two fingers below the mark that was cut into the wall in 1958.\n\n"
    "“I had begun to think that the mark was a joke,” he said."
)
TRAM = (
    "Tram line 7 will run again on 3 March. The line was closed when the bridge at Ostgate was "
    "found to lean, and engineers have since put eighteen new piles under it."
)


def message() -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = "The reservoir is full – at last"
    mail["From"] = "Celia Brandt <celia@example.org>"
    mail["To"] = "desk@example.org"
    mail["Date"] = "Sat, 09 Feb 2013 23:15:00 +0100"
    mail["Message-ID"] = "<reservoir@example.org>"
    mail["Keywords"] = "water, Hallow"
    mail.set_content(RAIN.replace(". ", ".\n").replace("\n\n", "\n\n> Is it full?\n\n"))
    mail.add_alternative(f"<html><body><p>{RAIN}</p></body></html>", subtype="html")
    mail.add_attachment(TRAM, filename="tram.txt")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="dam.png")
    return mail


def mailboxes() -> None:
    (HERE / "message.eml").write_bytes(message().as_bytes())
    path = HERE / "mailbox.mbox"
    path.unlink(missing_ok=True)
    box = mailbox.mbox(path)
    for subject, text in (("Rain", RAIN), ("Tram", f"{TRAM}\n\nFrom Ostgate it runs to the sea.")):
        mail = EmailMessage()
        mail["Subject"], mail["From"] = subject, "desk@example.org"
        mail["Date"] = "Sun, 10 Feb 2013 08:00:00 +0000"
        mail.set_content(text)
        box.add(mail)
    box.close()


def feeds() -> None:
    feed = FeedGenerator()
    feed.id("https://example.org/feed")
    feed.title("Hallow Courier")
    feed.link(href="https://example.org")
    feed.description("News from Hallow")
    for number, (title, text) in enumerate((("The reservoir is full", RAIN), ("Line 7", TRAM))):
        entry = feed.add_entry(order="append")
        entry.id(f"https://example.org/{number}")
        entry.link(href=f"https://example.org/{number}")
        entry.title(title)
        entry.category(term="water" if number == 0 else "transport")
        entry.author(name="Celia Brandt", email="celia@example.org")
        entry.published(datetime(2013, 2, 9 + number, 12, tzinfo=UTC))
        if number == 0:
            entry.summary("Water stands at the mark.")
            paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
            entry.content(paragraphs, type="CDATA")
        else:
            entry.summary(text)
    feed.atom_file(str(HERE / "feed.atom"), pretty=True)
    feed.rss_file(str(HERE / "feed.rss"), pretty=True)


def tables() -> None:
    rows = [
        {"Headline": "The reservoir is full", "Body": RAIN, "Author": "Celia Brandt",
         "Pub date": "9 February 2013", "Publication": "Hallow Courier", "Words": 60,
         "Link": "https://example.org/0", "Tags": "water; Hallow"},
        {"Headline": "Line 7; what next?", "Body": TRAM, "Author": "", "Pub date": "2013-02-10",
         "Publication": "Hallow Courier", "Words": 30, "Link": "", "Tags": "transport"},
    ]  # fmt: skip
    for name, dialect in (("table.csv", "excel"), ("table.tsv", "excel-tab")):
        with (HERE / name).open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), dialect=dialect)
            writer.writeheader()
            writer.writerows(rows)


def archive() -> None:
    with ZipFile(HERE / "archive.zip", "w", ZIP_DEFLATED) as packed:
        for name in ("table.csv", "message.eml", "gazette.docx"):
            packed.write(HERE / name, f"clippings/{name}")
        packed.writestr("clippings/notes.rtf", "{\\rtf1 not read}")
        packed.writestr("__MACOSX/clippings/._table.csv", "\0\0")


if __name__ == "__main__":
    mailboxes()
    feeds()
    tables()
    archive()
