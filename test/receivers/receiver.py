"""A receiver in the manner of the documents: it compares signatures over the raw body.

One route for each dialect. Flask serves it where it is installed, the standard library's server elsewhere.
Prints its port, then serves until it is ended.
"""

import base64
import hashlib
import hmac
import json
import os
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ["WEBHOOK_SECRET"]
CONFIGURED_URL = os.environ.get("WEBHOOK_URL", "")


def hex_of(*parts: bytes) -> str:
    return hmac.new(SECRET.encode(), b"".join(parts), hashlib.sha256).hexdigest()


def timestamped(header, body: bytes, name: str) -> bool:
    timestamp = header(f"X-{name}-Timestamp")
    signed = f"{timestamp}.{body.decode()}"
    return hmac.compare_digest(header(f"X-{name}-Signature"), hex_of(signed.encode()))


def standard_webhooks(header, body: bytes) -> bool:
    key = base64.b64decode(SECRET[len("whsec_"):])
    signed = f"{header('webhook-id')}.{header('webhook-timestamp')}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(one, expected) for one in header("webhook-signature").split(" "))


def appwrite_native(header, body: bytes) -> bool:
    digest = hmac.new(SECRET.encode(), CONFIGURED_URL.encode() + body, hashlib.sha1).digest()
    return hmac.compare_digest(header("X-Appwrite-Webhook-Signature"), base64.b64encode(digest).decode())


def fluxbase_native(header, body: bytes) -> bool:
    found = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", header("X-Fluxbase-Signature"))
    if not found:
        return False
    paired = hmac.compare_digest(found[2], hex_of(f"{found[1]}.".encode(), body))
    return paired and hmac.compare_digest(header("X-Webhook-Signature"), hex_of(body))


CHECKS = {
    "standard": lambda header, body: hmac.compare_digest(header("X-Webhook-Signature"), hex_of(body)),
    "standard-webhooks": standard_webhooks,
    "backendify": lambda header, body: timestamped(header, body, "Webhook"),
    "fluxbase": lambda header, body: hmac.compare_digest(header("X-Fluxbase-Signature"), hex_of(body)),
    "appwrite": lambda header, body: timestamped(header, body, "Appwrite-Webhook"),
    "classic": lambda header, body: hmac.compare_digest(header("X-Webhook-Signature"), "sha256=" + hex_of(body)),
    "appwrite-native": appwrite_native,
    "fluxbase-native": fluxbase_native,
    "cloudevents": standard_webhooks,
    "cloudevents-binary": standard_webhooks,
}


def answer(path: str, header, body: bytes):
    if not CHECKS[path.strip("/")](header, body):
        return "Invalid signature", 401
    json.loads(body)
    return "OK", 200


def flask_server():
    from flask import Flask, request
    from werkzeug.serving import make_server

    app = Flask(__name__)

    @app.route("/<dialect>", methods=["POST"])
    def receive(dialect):
        return answer(dialect, lambda name: request.headers.get(name, ""), request.get_data())

    return make_server("127.0.0.1", 0, app, threaded=True)


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        text, status = answer(self.path, lambda name: self.headers.get(name, ""), body)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


def main():
    try:
        server = flask_server()
        port = server.port
    except ImportError:
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        port = server.server_address[1]
    print(f"listening {port}", flush=True)
    server.serve_forever()


main()
