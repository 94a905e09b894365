"""The commands in deploy/notify tell what they are given, each to a real server on this machine."""

import base64
import hashlib
import hmac
import json
import shlex
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from aiosmtpd.controller import Controller
from conftest import ROOT, tool
from servers import Box, admitted, free, listening, mailing

from xiaoyi_data.runs import hook

NOTIFY = ROOT / "deploy" / "notify"
TEXT = {
    "en": {"subject": "xiaoyi on server: 03_environment failed", "body": "In [3]: no data\nshown"},
    "zh": {
        "subject": "server 上的 xiaoyi：03_environment 失败",
        "body": "In [3]：无数据\n显示" * 9,
    },
}
EVENT = {"ok": False, "events": [{"event": "failed"}], "text": TEXT}
QUIET = {"ok": True, "events": [], "text": TEXT}
CHATS = ["wecom", "dingtalk", "slack"]
WELL = '{"errcode": 0, "errmsg": "ok"}'


def call(script, event=EVENT, pauses=(), limit=30):
    """Start an example as a run does; return why it failed, and what it printed."""
    told = []
    name, _, rest = script.partition(" ")
    command = hook.words(f"{shlex.quote(sys.executable)} {shlex.quote(str(NOTIFY / name))} {rest}")
    return hook.call(command, event, told.append, pauses=pauses, limit=limit), "\n".join(told)


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A certificate for this machine, signed by itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    made = [tool("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt"]
    made += ["ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    made += ["-addext", "subjectAltName=DNS:localhost", "-out", str(cert), "-keyout", str(key)]
    subprocess.run(made, check=True, capture_output=True)
    return cert, key


@pytest.fixture(autouse=True)
def _settings(monkeypatch):
    for name, value in {
        "TO": "desk@example.org,head@example.org",
        "SMTP_HOST": "localhost",
    }.items():
        monkeypatch.setenv(f"XIAOYI_NOTIFY_{name}", value)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_mail_arrives_with_subject_and_body_in_the_language(monkeypatch, lang):
    monkeypatch.setenv("XIAOYI_NOTIFY_LANG", lang)
    with mailing() as (box, port):
        monkeypatch.setenv("XIAOYI_NOTIFY_SMTP_PORT", str(port))
        why, said = call("mail.py")
    assert why == "", said
    ((envelope, mail),) = box.mails
    assert envelope.rcpt_tos == ["desk@example.org", "head@example.org"]
    assert envelope.mail_from == "desk@example.org"
    assert mail["Subject"] == TEXT[lang]["subject"]
    assert mail.get_content().splitlines() == TEXT[lang]["body"].splitlines()
    assert {"Date", "Message-ID"} <= set(mail.keys())
    assert "sent to desk@example.org" in said


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_goes_encrypted_with_a_password(monkeypatch, pair, security):
    monkeypatch.setenv("SSL_CERT_FILE", str(pair[0]))
    for name, value in {"SECURITY": security, "USER": "me", "PASSWORD": "secret"}.items():
        monkeypatch.setenv(f"XIAOYI_NOTIFY_SMTP_{name}", value)
    # It takes no connection for encrypted but one that began in the clear.
    options = {"authenticator": admitted, "auth_require_tls": security == "starttls"}
    with mailing(pair, security, **options) as (box, port):
        monkeypatch.setenv("XIAOYI_NOTIFY_SMTP_PORT", str(port))
        why, said = call("mail.py")
        assert why == "", said
        assert box.users == [True]
        monkeypatch.setenv("XIAOYI_NOTIFY_SMTP_PASSWORD", "wrong")
        why, said = call("mail.py")
        assert why == "exit code 1"
        assert "SMTPAuthenticationError" in said
        assert "Traceback" not in said
        assert len(box.mails) == 1


def test_a_mail_server_that_nobody_vouches_for_gets_neither_password_nor_mail(monkeypatch, pair):
    for name, value in {"SECURITY": "starttls", "USER": "me", "PASSWORD": "secret"}.items():
        monkeypatch.setenv(f"XIAOYI_NOTIFY_SMTP_{name}", value)
    with mailing(pair, "starttls") as (box, port):
        monkeypatch.setenv("XIAOYI_NOTIFY_SMTP_PORT", str(port))
        why, said = call("mail.py")
    assert why == "exit code 1"
    assert "CERTIFICATE_VERIFY_FAILED" in said
    assert box.mails == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TO", "", "mail: set XIAOYI_NOTIFY_TO to an address"),
        (
            "SMTP_SECURITY",
            "ssl",
            "mail: ValueError: XIAOYI_NOTIFY_SMTP_SECURITY is one of",
        ),
        ("SMTP_PORT", "x", "mail: ValueError"),
        ("LANG", "fr", "mail: ValueError: XIAOYI_NOTIFY_LANG is one of en, zh, not 'fr'"),
    ],
)
def test_a_mail_that_is_not_set_up_says_so_in_one_line(monkeypatch, name, value, said):
    monkeypatch.setenv(f"XIAOYI_NOTIFY_{name}", value)
    why, told = call("mail.py")
    assert why == "exit code 1"
    assert told.startswith(said)
    assert "\n" not in told


def test_a_mail_server_that_is_away_at_first_gets_the_mail_later(monkeypatch):
    port = free()
    monkeypatch.setenv("XIAOYI_NOTIFY_SMTP_PORT", str(port))
    box, server = Box(), []

    def later():
        time.sleep(2)
        server.append(Controller(box, hostname="localhost", port=port))
        server[0].start()

    thread = threading.Thread(target=later)
    thread.start()
    try:
        why, said = call("mail.py", pauses=(1, 3, 9))
    finally:
        thread.join()
        server[0].stop()
    assert why == ""
    assert "refused" in said
    assert len(box.mails) == 1


@pytest.mark.parametrize("kind", CHATS)
def test_a_chat_gets_subject_and_body_in_the_form_it_takes(monkeypatch, kind):
    monkeypatch.setenv("XIAOYI_NOTIFY_LANG", "zh")
    with listening((200, WELL)) as (address, seen):
        monkeypatch.setenv(f"XIAOYI_NOTIFY_{kind.upper()}", f"{address}/send?key=token")
        why, said = call(f"chat.py {kind}")
    assert (why, said) == ("", f"{kind}: sent")
    (request,) = seen
    body = json.loads(request.body)
    text = body["text"] if kind == "slack" else body["text"]["content"]
    assert text == f"{TEXT['zh']['subject']}\n{TEXT['zh']['body']}"
    assert kind == "slack" or body["msgtype"] == "text"


def test_dingtalk_finds_the_signature_that_it_makes_itself(monkeypatch):
    secret = "SEC0123+/="
    monkeypatch.setenv("XIAOYI_NOTIFY_DINGTALK_SECRET", secret)
    with listening((200, WELL)) as (address, seen):
        monkeypatch.setenv("XIAOYI_NOTIFY_DINGTALK", f"{address}/robot/send?access_token=t")
        assert call("chat.py dingtalk")[0] == ""
    asked = parse_qs(urlsplit(seen[0].path).query)
    (stamp,), (sign,) = asked["timestamp"], asked["sign"]
    made = hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256)
    assert sign == base64.b64encode(made).decode()
    assert abs(int(stamp) / 1000 - time.time()) < 60
    assert asked["access_token"] == ["t"]


def test_a_long_text_is_cut_to_what_a_chat_takes_between_characters(monkeypatch):
    long = {"zh": {"subject": "失败", "body": "绿" * 5000}}
    monkeypatch.setenv("XIAOYI_NOTIFY_LANG", "zh")
    with listening((200, WELL)) as (address, seen):
        monkeypatch.setenv("XIAOYI_NOTIFY_WECOM", address)
        assert call("chat.py wecom", EVENT | {"text": long})[0] == ""
    text = json.loads(seen[0].body)["text"]["content"]
    assert 2040 < len(text.encode()) <= 2048
    assert text.endswith("绿…")


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_a_chat_that_refuses_in_its_answer_is_a_failure(monkeypatch, kind):
    with listening((200, '{"errcode": 93000, "errmsg": "invalid webhook url"}')) as (address, _):
        monkeypatch.setenv(f"XIAOYI_NOTIFY_{kind.upper()}", address)
        why, said = call(f"chat.py {kind}")
    assert (why, said) == ("exit code 1", f"{kind}: 93000 invalid webhook url")


SENDERS = [*(f"chat.py {kind}" for kind in CHATS), "heartbeat.py"]


def name_of(sender):
    return f"XIAOYI_NOTIFY_{sender.partition(' ')[2].upper() or 'HEARTBEAT'}"


@pytest.mark.parametrize("sender", SENDERS)
def test_a_server_that_answers_500_and_then_200_is_told_the_second_time(monkeypatch, sender):
    with listening((500, "busy"), (200, WELL)) as (address, seen):
        monkeypatch.setenv(name_of(sender), address)
        why, said = call(sender, EVENT | {"ok": True}, pauses=(0.2,))
    assert why == ""
    assert "HTTP Error 500" in said
    assert len(seen) == 2


@pytest.mark.parametrize("sender", SENDERS)
def test_an_address_where_nobody_listens_is_told_in_one_line_without_its_key(monkeypatch, sender):
    monkeypatch.setenv(name_of(sender), f"http://127.0.0.1:{free()}/send?key=token")
    why, said = call(sender, EVENT | {"ok": True})
    assert why == "exit code 1"
    assert "refused" in said
    assert "token" not in said
    assert "\n" not in said


@pytest.mark.parametrize("sender", SENDERS)
def test_an_address_that_cannot_be_one_is_told_without_its_key(monkeypatch, sender):
    monkeypatch.setenv(name_of(sender), f"http://127.0.0.1:{free()}/a b?key=token")
    why, said = call(sender, EVENT | {"ok": True})
    assert why == "exit code 1"
    assert said == f"{name_of(sender).rpartition('_')[2].lower()}: InvalidURL"


def test_a_language_that_no_event_has_is_told_with_those_there_are(monkeypatch):
    monkeypatch.setenv("XIAOYI_NOTIFY_LANG", "fr")
    why, said = call("chat.py slack")
    assert (why, said) == ("exit code 1", "chat: XIAOYI_NOTIFY_LANG is one of en, zh, not 'fr'")


@pytest.mark.parametrize("sender", [SENDERS[0], "heartbeat.py"])
def test_a_server_that_never_answers_holds_a_run_up_no_longer_than_agreed(monkeypatch, sender):
    with listening(None) as (address, seen):
        monkeypatch.setenv(name_of(sender), address)
        clock = time.monotonic()
        why, _ = call(sender, EVENT | {"ok": True}, pauses=(0.1,), limit=3)
    assert why == "not done in 3 s"
    assert time.monotonic() - clock < 20
    assert len(seen) == 2


def test_a_mail_server_that_never_answers_holds_a_run_up_no_longer_than_agreed(monkeypatch):
    with socket.create_server(("localhost", 0)) as mute:
        monkeypatch.setenv("XIAOYI_NOTIFY_SMTP_PORT", str(mute.getsockname()[1]))
        assert call("mail.py", limit=3)[0] == "not done in 3 s"


@pytest.mark.parametrize("sender", SENDERS)
def test_what_is_not_set_up_says_which_setting_it_needs(monkeypatch, sender):
    monkeypatch.delenv(name_of(sender), raising=False)
    why, said = call(sender, EVENT | {"ok": True})
    assert why == "exit code 1"
    assert f"set {name_of(sender)} to" in said


@pytest.mark.parametrize("sender", ["mail.py", *SENDERS[:3]])
def test_a_run_with_nothing_to_tell_sends_nothing(monkeypatch, sender):
    monkeypatch.setenv(name_of(sender), f"http://127.0.0.1:{free()}")
    assert call(sender, QUIET) == ("", "")


def test_the_heart_beats_after_a_good_run_alone(monkeypatch):
    with listening((200, "OK")) as (address, seen):
        monkeypatch.setenv("XIAOYI_NOTIFY_HEARTBEAT", f"{address}/ping")
        assert call("heartbeat.py") == ("", "heartbeat: not called, since the run failed")
        assert seen == []
        assert call("heartbeat.py", QUIET) == ("", "heartbeat: called")
    assert [(request.method, request.path) for request in seen] == [("GET", "/ping")]


def test_an_unknown_chat_is_answered_with_those_there_are():
    why, said = call("chat.py irc")
    assert (why, said) == ("exit code 1", "chat: name one of wecom, dingtalk, slack, not 'irc'")


def test_the_examples_need_nothing_but_python(tmp_path):
    for script in sorted(NOTIFY.glob("*.py")):
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", f"import runpy; runpy.run_path({str(script)!r})"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, ""), script.name
