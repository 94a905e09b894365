"""Servers on this machine that are told of a run: HTTP with scripted answers, and SMTP."""

import socket
import ssl
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult


@contextmanager
def listening(*answers):
    """Serve HTTP; each request gets the next of the answers: a status and a text, or silence."""
    left, seen, over = list(answers), [], threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            seen.append(SimpleNamespace(method=self.command, path=self.path, body=body))
            answer = left.pop(0) if len(left) > 1 else left[0]
            if answer is None:
                over.wait(60)
                return
            status, text = answer
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        over.set()
        server.shutdown()
        server.server_close()


class Box:
    """What a mail server has got."""

    def __init__(self):
        self.mails, self.users = [], []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope, message_from_bytes(envelope.content, policy=policy.default)))
        self.users.append(session.authenticated)
        return "250 OK"


def admitted(server, session, envelope, mechanism, data):
    right = (data.login, data.password) == (b"me", b"secret")
    return AuthResult(success=right, handled=False)


@contextmanager
def mailing(pair=None, security="none", **options):
    """Run a mail server; yield its box and its port."""

    class Server(Controller):
        def factory(self):
            return SMTP(self.handler, hostname="localhost", **self.SMTP_kwargs)

    context = None
    if pair:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*pair)
    if security == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    box = Box()
    server = Server(
        box, hostname="localhost", port=free(),
        ssl_context=context if security == "tls" else None, **options,
    )  # fmt: skip
    server.start()
    try:
        yield box, server.port
    finally:
        server.stop()


def free():
    with socket.socket() as link:
        link.bind(("127.0.0.1", 0))
        return link.getsockname()[1]
