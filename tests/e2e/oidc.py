"""A tiny OpenID Connect provider on this machine. It asks no password: whoever its cookie names is logged in."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "posecheck"
WHO_COOKIE = "who"  # the test sets it in a browser: subject and name, with a colon between


class Provider:
    """What the provider knows.

    Attributes:
        issuer: its address.
        key: what it signs with.
        codes: what was promised to a code: the claims of an identity token.
    """

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.key = RSAKey.generate_key(2048, parameters={"use": "sig", "alg": "RS256"}, auto_kid=True)
        self.codes: dict[str, dict[str, object]] = {}

    @property
    def metadata(self) -> dict[str, object]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def promise(self, who: str, asked: dict[str, str]) -> str:
        """Where the browser goes on after logging in."""
        subject, _, name = who.partition(":")
        code, now = secrets.token_urlsafe(), int(time.time())
        self.codes[code] = {
            "iss": self.issuer, "sub": subject, "aud": CLIENT, "name": name, "iat": now, "exp": now + 600,
            "nonce": asked.get("nonce", ""),
        }  # fmt: skip
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def tokens(self, code: str) -> dict[str, object]:
        """What the app gets for a code, once."""
        header = {"alg": "RS256", "kid": self.key.kid}
        return {
            "access_token": secrets.token_urlsafe(),
            "token_type": "Bearer",
            "expires_in": 600,
            "id_token": jwt.encode(header, self.codes.pop(code), self.key),
        }


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:  # noqa: N802
        url = urlsplit(self.path)
        if url.path == "/.well-known/openid-configuration":
            self._answer(self.provider.metadata)
        elif url.path == "/jwks":
            self._answer({"keys": [self.provider.key.as_dict(private=False)]})
        elif url.path == "/authorize":
            who = SimpleCookie(self.headers.get("Cookie", ""))[WHO_COOKIE].value
            asked = {name: values[0] for name, values in parse_qs(url.query).items()}
            self.send_response(302)
            self.send_header("Location", self.provider.promise(who, asked))
            self.end_headers()
        else:
            self.send_error(404)

    def do_POST(self) -> None:  # noqa: N802
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._answer(self.provider.tokens(form["code"][0]))

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""

    def _answer(self, what: object) -> None:
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def oidc_provider() -> Iterator[Provider]:
    """A running provider."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    _Handler.provider = Provider(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield _Handler.provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
