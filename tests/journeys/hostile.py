"""Requests of somebody who knows where the app listens and what Slack sends, but not the secret.

Each starts as a delivery that Slack might make and is then spoilt once or more: in its
headers, its signature, its body, or in how it is put on the wire. None is signed as Slack
signs, so none may have an effect. The same seed gives the same requests.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Final
from urllib.parse import urlencode

from sandbox.http_delivery import signed_headers

FORM: Final = "application/x-www-form-urlencoded"
PATIENCE_SECONDS: Final = 30.0
GIVE_UP_SECONDS: Final = 0.5
"""After so long without an answer the sender ends the connection: most likely the app waits for
the rest of something that has none."""

Headers = list[tuple[str, str]]


@dataclass
class Request:
    """What is put on the wire."""

    what: str
    body: bytes
    headers: Headers
    method: str = "POST"
    path: str = "/slack/events"
    version: str = "HTTP/1.1"
    line_end: bytes = b"\r\n"
    frame: Callable[[Request], bytes] | None = None
    """How the body is sent, where not after its length."""
    cut: float = 1.0
    """How much of it all is sent before the sender goes away."""
    spoilt: list[str] = field(default_factory=list)

    def drop(self, name: str) -> None:
        self.headers = [(key, value) for key, value in self.headers if key.lower() != name]

    def put(self, name: str, value: str) -> None:
        self.drop(name.lower())
        self.headers.append((name, value))

    def encode(self) -> bytes:
        framed = self.frame(self) if self.frame else None
        if framed is None:
            self.headers.append(("Content-Length", str(len(self.body))))
        lines = [f"{self.method} {self.path} {self.version}", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        head = self.line_end.join(line.encode("latin-1", "replace") for line in lines)
        whole = head + self.line_end * 2 + (self.body if framed is None else framed)
        return whole[: max(1, int(len(whole) * self.cut))]


def draw_request(chance: Random, number: int) -> Request:
    """One of them. Its signature is a guess, or was made for other words or another time."""
    what, body, content_type = chance.choice(_BODIES)(chance)
    request = Request(what, body, [("Content-Type", content_type), ("Connection", "close")])
    # A guess; the spoilers below make it no better.
    stamp = None if chance.random() < 0.9 else chance.randrange(2**31)
    signed = signed_headers(f"guess {number}", body, timestamp=stamp)
    request.headers += signed.items()
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
        spoil = chance.choice(_SPOILERS)
        spoil(request, chance)
        request.spoilt.append(spoil.__name__.strip("_"))
    return request


async def answer_to(host: str, port: int, request: Request) -> int | None:
    """The status that came back; None where the connection was ended without one."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            with suppress(ConnectionError):
                writer.write(request.encode())
                await writer.drain()
            with suppress(ConnectionError, TimeoutError):
                if request.cut == 1.0:
                    return await asyncio.wait_for(_status(reader), GIVE_UP_SECONDS)
            with suppress(ConnectionError, OSError):
                writer.write_eof()
                return await _status(reader)
            return None
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def _status(reader: asyncio.StreamReader) -> int | None:
    while line := await reader.readline():
        if line.startswith(b"HTTP/"):
            status = int(line.split(b" ")[1])
            if status >= 200:
                return status
    return None


# What Slack might send


def _command(chance: Random) -> tuple[str, bytes, str]:
    form = {
        "command": "/pln",
        "text": chance.choice(("log 45m webinar", "forget", "export", "goal Win by March 20")),
        "team_id": "T0LAKEVIEW",
        "user_id": "UCROWD00001",
        "trigger_id": f"{chance.random()}",
        "response_url": "http://127.0.0.1:9/none",
    }
    return "command", urlencode(form).encode(), FORM


def _press(chance: Random) -> tuple[str, bytes, str]:
    payload = {
        "type": "block_actions",
        "team": {"id": "T0LAKEVIEW"},
        "user": {"id": "UCROWD00001"},
        "trigger_id": f"{chance.random()}",
        "actions": [{"type": "button", "action_id": "log", "block_id": "b", "value": "1"}],
    }
    return "press", urlencode({"payload": json.dumps(payload)}).encode(), FORM


def _event(chance: Random) -> tuple[str, bytes, str]:
    event = {"type": chance.choice(("app_home_opened", "app_uninstalled", "team_join"))}
    event |= {"user": "UCROWD00001", "tab": "home"}
    payload = {"type": "event_callback", "team_id": "T0LAKEVIEW", "event": event}
    return "event", json.dumps(payload).encode(), "application/json"


def _greeting(_chance: Random) -> tuple[str, bytes, str]:
    payload = {"type": "url_verification", "challenge": "shall come back only to Slack"}
    return "greeting", json.dumps(payload).encode(), "application/json"


_BODIES: Final = (_command, _press, _event, _greeting)


# What goes wrong with it


def _no_signature(request: Request, _chance: Random) -> None:
    request.drop("x-slack-signature")


def _odd_signature(request: Request, chance: Random) -> None:
    odd = ("", "v0=", "v1=" + "0" * 64, "v0=" + "é" * 64, "V0=" + "A" * 64, "v0=" + "f" * 5000)
    request.put("X-Slack-Signature", chance.choice(odd))


def _two_signatures(request: Request, chance: Random) -> None:
    request.headers.append(("x-slack-signature", f"v0={chance.randrange(2**256):064x}"))


def _no_time(request: Request, _chance: Random) -> None:
    request.drop("x-slack-request-timestamp")


def _odd_time(request: Request, chance: Random) -> None:
    odd = (
        "",
        "0",
        "-1",
        "²",
        "1e9",
        "nan",
        "inf",
        "9" * 400,
        "1_7",
        " 5 ",
        "0x10",
        "٣",
        "9" * 5000,
    )
    request.put("X-Slack-Request-Timestamp", chance.choice(odd))


def _old_time(request: Request, chance: Random) -> None:
    stamp = chance.choice((0, 10**9, 2**31, 2**63))
    for name, value in signed_headers("guess", request.body, timestamp=stamp).items():
        request.put(name, value)


def _odd_type(request: Request, chance: Random) -> None:
    request.put("Content-Type", chance.choice((
        "", "text/plain", "application/json", FORM, "multipart/form-data",
        "multipart/form-data; boundary=x", "application/json; charset=utf-7",
        "application/json; charset=utf-16", f"{FORM}; charset=none-such", "a" * 300, "/", ";;;=",
        "application/json; charset=\"utf-8", "application/xml", "text/html; charset=rot13",
        "application/json; charset=zlib", f"{FORM}; charset=idna", "text/plain; charset=undefined",
    )))  # fmt: skip


def _no_type(request: Request, _chance: Random) -> None:
    request.drop("content-type")


def _many_headers(request: Request, chance: Random) -> None:
    request.headers += [
        (f"X-{n}", "v" * chance.randrange(40)) for n in range(chance.randrange(300))
    ]


def _long_header(request: Request, chance: Random) -> None:
    request.headers.append(("X-Long", "v" * chance.choice((8000, 9000, 100_000))))


def _odd_header(request: Request, chance: Random) -> None:
    request.headers.append(chance.choice((
        ("X-Zero", "a\0b"), ("Bad Name", "v"), ("", "v"), ("X-Fold", "a\r\n b"), ("X-É", "é"),
        ("Transfer-Encoding", "identity"), ("Content-Length", "-5"), ("Content-Length", "1e3"),
        ("Content-Length", "99999999999999999999"), ("Transfer-Encoding", "chunked, chunked"),
        ("Upgrade", "websocket"), ("Connection", "upgrade"), ("Expect", "100-continue"),
        ("Expect", "a miracle"), ("Host", "elsewhere.example"), ("Cookie", "a=" + "b" * 4000),
        ("Range", "bytes=0-9999999999"), ("X-Forwarded-For", "127.0.0.1"),
        ("X-Slack-Retry-Num", "1"), ("X-HTTP-Method-Override", "DELETE"),
    )))  # fmt: skip


def _packed(request: Request, chance: Random) -> None:
    way = chance.choice(("gzip", "deflate", "br", "zstd", "gzip, gzip", "none-such"))
    request.headers.append(("Content-Encoding", way))
    if chance.random() < 0.7:
        pack = gzip.compress if way == "gzip" else zlib.compress
        request.body = pack(request.body)


def _bomb(request: Request, _chance: Random) -> None:
    """Small on the wire, a thousand times that when it is unpacked."""
    request.headers.append(("Content-Encoding", "gzip"))
    request.body = _BOMB


def _flipped(request: Request, chance: Random) -> None:
    body = bytearray(request.body)
    for _ in range(chance.randrange(1, 9)):
        if body:
            body[chance.randrange(len(body))] = chance.randrange(256)
    request.body = bytes(body)


def _cut_body(request: Request, chance: Random) -> None:
    request.body = request.body[: chance.randrange(len(request.body) + 1)]


def _deep(request: Request, chance: Random) -> None:
    opening, inside = chance.choice(((b"[", b""), (b'{"a":', b"1")))
    depth = chance.choice((1000, 20_000, 100_000))
    request.body = opening * depth + inside + (b"]" if opening == b"[" else b"}") * depth


def _wide(request: Request, chance: Random) -> None:
    """A form of so many fields, or one field so many times."""
    name = chance.choice(("text=log+5m&", "payload=%7B%7D&", "{}=1&", "&", "=&", "payload&"))
    many = chance.choice((100, 5000, 60_000))
    request.body = "".join(name.replace("{}", str(n)) for n in range(many)).encode()


def _odd_body(request: Request, chance: Random) -> None:
    request.body = chance.choice((
        b"", b"\0", b"\xff\xfe" * 50, b"{", b"null", b"1e99999", b'"text"', b"[{}]", b"payload=",
        b"payload=null", b"payload=[]", b"payload=%00", b"payload=%ff%fe", b"\xef\xbb\xbf{}",
        b'{"type":"url_verification","challenge":{"a":1}}', b'{"a":1,"a":2}', b"payload=" * 9,
        b'{"type":' + b"9" * 5000 + b"}", "{\"type\":\"\ud800\"}".encode("utf-8", "surrogatepass"),
        b'{"team_id":{"id":[]}}', b"NaN", b"ssl_check=1&token=x", b"\r\n\r\nGET / HTTP/1.1\r\n\r\n",
    ))  # fmt: skip


def _large(request: Request, chance: Random) -> None:
    request.body = request.body[:20] + b"x" * chance.choice((70_000, 300_000, 1_100_000))


def _random(request: Request, chance: Random) -> None:
    request.body = chance.randbytes(chance.randrange(2000))


def _cut(request: Request, chance: Random) -> None:
    """The sender goes away in the middle of it."""
    request.cut = chance.random()


def _chunked(request: Request, chance: Random) -> None:
    pieces = chance.choice((_whole_chunks, _bad_chunks, _endless_chunk, _both_ways))
    request.frame = pieces


def _whole_chunks(request: Request) -> bytes:
    request.headers.append(("Transfer-Encoding", "chunked"))
    pieces = [request.body[start : start + 7] for start in range(0, len(request.body), 7)][:500]
    return b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in pieces) + b"0\r\n\r\n"


def _bad_chunks(request: Request) -> bytes:
    request.headers.append(("Transfer-Encoding", "chunked"))
    return b"5\r\nhello\r\nzz\r\n" + request.body[:100]


def _endless_chunk(request: Request) -> bytes:
    request.headers.append(("Transfer-Encoding", "chunked"))
    return b"f" * 15 + b"\r\n" + request.body[:100]


def _both_ways(request: Request) -> bytes:
    """Which of the two says where it ends?"""
    request.headers += [("Content-Length", "4"), ("Transfer-Encoding", "chunked")]
    return b"0\r\n\r\nPOST /slack/events HTTP/1.1\r\n\r\n"


def _short_length(request: Request, chance: Random) -> None:
    length = max(0, len(request.body) + chance.choice((-9, -1, 1, 9, 10**6)))

    def frame(sent: Request) -> bytes:
        sent.headers.append(("Content-Length", str(length)))
        return sent.body

    request.frame = frame


def _odd_method(request: Request, chance: Random) -> None:
    request.method = chance.choice(
        ("GET", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "post", "PRI", "É", "")
    )


def _odd_path(request: Request, chance: Random) -> None:
    request.path = chance.choice((
        "/slack/events/", "//slack/events", "/slack/../slack/events", "/slack/%65vents", "*", "/",
        "/slack/events?" + "a=b&" * 500, "http://elsewhere.example/slack/events", "/%00", "/%ff",
        "/slack/install", "/slack/oauth_redirect?code=a&state=b", "/" + "a" * 9000, "/\0", "",
        "/slack/events;jsessionid=1", "/slack/events#top", "/slack\\events", "/metrics", "/é",
    ))  # fmt: skip


def _odd_version(request: Request, chance: Random) -> None:
    request.version = chance.choice(("HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/9.9", "FTP/1", ""))


def _bare_line_ends(request: Request, chance: Random) -> None:
    request.line_end = chance.choice((b"\n", b"\r", b"\n\r"))


_BOMB: Final = gzip.compress(b"\0" * (50 * 2**20))
_SPOILERS: Final = (
    _no_signature, _odd_signature, _two_signatures, _no_time, _odd_time, _old_time, _odd_type,
    _no_type, _many_headers, _long_header, _odd_header, _packed, _bomb, _flipped, _cut_body, _deep,
    _wide, _odd_body, _large, _random, _cut, _chunked, _short_length, _odd_method, _odd_path,
    _odd_version, _bare_line_ends,
)  # fmt: skip
