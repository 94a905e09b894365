"""Write what a run has to tell to a group chat: WeCom, DingTalk, or a webhook as Slack has them.

    xiaoyi run --notify "python3 deploy/notify/chat.py wecom"
    xiaoyi run --notify "python3 deploy/notify/chat.py dingtalk"
    xiaoyi run --notify "python3 deploy/notify/chat.py slack"

Read from the environment: XIAOYI_NOTIFY_WECOM, XIAOYI_NOTIFY_DINGTALK or XIAOYI_NOTIFY_SLACK, the
address that the chat gives its robot; XIAOYI_NOTIFY_DINGTALK_SECRET, with which a robot of DingTalk
has its messages signed (SEC…); XIAOYI_NOTIFY_LANG (en or zh).
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.client import HTTPException
from urllib.parse import urlencode
from urllib.request import Request, urlopen

TIMEOUT = 20  # seconds
MOST = {"wecom": 2048, "dingtalk": 6000, "slack": 30000}  # bytes that a message may have


def cut(text, size):
    """Return a text of at most so many bytes in UTF-8, ending in … where it was cut."""
    coded = text.encode()
    if len(coded) <= size:
        return text
    return coded[: size - 3].decode(errors="ignore") + "…"


def signed(address, secret, milliseconds):
    """Return an address with the time and DingTalk's signature: HMAC-SHA256 of both, in base64."""
    made = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256)
    words = {"timestamp": milliseconds, "sign": base64.b64encode(made.digest())}
    return f"{address}&{urlencode(words)}"


def post(address, body):
    head = {"Content-Type": "application/json; charset=utf-8"}
    with urlopen(Request(address, json.dumps(body).encode(), head), timeout=TIMEOUT) as answer:
        return answer.read(10_000)


def send(kind, text):
    name = f"XIAOYI_NOTIFY_{kind.upper()}"
    address, secret = os.environ.get(name, "").strip(), os.environ.get(f"{name}_SECRET", "")
    if not address.startswith(("http://", "https://")):
        raise ValueError(f"set {name} to the address of the robot")
    if kind == "slack":
        post(address, {"text": text})
        return
    if secret:
        address = signed(address, secret, int(time.time() * 1000))
    # Both answer 200 in any case, and say in the answer what went wrong.
    answer = json.loads(post(address, {"msgtype": "text", "text": {"content": text}}))
    if answer.get("errcode") != 0:
        raise ValueError(f"{answer.get('errcode')} {answer.get('errmsg')}")


def main():
    kind = sys.argv[1] if len(sys.argv) == 2 else ""
    if kind not in MOST:
        sys.exit(f"chat: name one of {', '.join(MOST)}, not {kind!r}")
    event = json.load(sys.stdin)
    if not event["events"]:  # a run with nothing to tell
        return
    lang = os.environ.get("XIAOYI_NOTIFY_LANG") or "en"
    if lang not in event["text"]:
        sys.exit(f"chat: XIAOYI_NOTIFY_LANG is one of {', '.join(event['text'])}, not {lang!r}")
    said = event["text"][lang]
    try:
        send(kind, cut(f"{said['subject']}\n{said['body']}", MOST[kind]))
    except HTTPException as error:  # which may name the address, and that holds a key
        sys.exit(f"{kind}: {type(error).__name__}")
    except (OSError, ValueError) as error:
        sys.exit(f"{kind}: {error}")
    print(f"{kind}: sent")


if __name__ == "__main__":
    main()
