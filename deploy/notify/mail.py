"""Mail what a run has to tell.

    xiaoyi run --notify "python3 deploy/notify/mail.py"

Read from the environment, where each begins with XIAOYI_NOTIFY_:
TO (addresses, commas between), FROM (that of TO), LANG (en or zh), SMTP_HOST (localhost),
SMTP_SECURITY (none, starttls or tls; none), SMTP_PORT (25, 587 or 465 by it), SMTP_USER,
SMTP_PASSWORD.
"""

import json
import os
import smtplib
import ssl
import sys
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

PORTS = {"none": 25, "starttls": 587, "tls": 465}
TIMEOUT = 10  # seconds for each word of the server; the whole script has 30


def setting(name, otherwise=""):
    return os.environ.get(f"XIAOYI_NOTIFY_{name}") or otherwise


def chosen(name, valid):
    """Return a setting that is one of a few, the first where nothing is set."""
    value = setting(name, next(iter(valid)))
    if value not in valid:
        raise ValueError(f"XIAOYI_NOTIFY_{name} is one of {', '.join(valid)}, not {value!r}")
    return value


def message(event):
    said = event["text"][chosen("LANG", event["text"])]
    mail = EmailMessage()
    mail["Subject"] = said["subject"]
    mail["To"] = setting("TO")
    mail["From"] = setting("FROM", setting("TO").split(",")[0])
    mail["Date"] = formatdate()
    mail["Message-ID"] = make_msgid(domain="xiaoyi.invalid")
    mail.set_content(said["body"])
    return mail


def send(mail):
    security, host = chosen("SMTP_SECURITY", PORTS), setting("SMTP_HOST", "localhost")
    port, trusted = int(setting("SMTP_PORT", str(PORTS[security]))), ssl.create_default_context()
    if security == "tls":
        server = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=trusted)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    with server:
        if security == "starttls":
            server.starttls(context=trusted)
        if setting("SMTP_USER"):
            server.login(setting("SMTP_USER"), setting("SMTP_PASSWORD"))
        server.send_message(mail)


def main():
    event = json.load(sys.stdin)
    if not event["events"]:  # a run with nothing to tell
        return
    if not setting("TO"):
        sys.exit("mail: set XIAOYI_NOTIFY_TO to an address")
    try:
        send(message(event))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        sys.exit(f"mail: {type(error).__name__}: {error}")
    print(f"mail: sent to {setting('TO')}")


if __name__ == "__main__":
    main()
