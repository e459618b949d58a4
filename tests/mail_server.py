"""A small mail server on 127.0.0.1 that takes letters, refuses them, hangs, or drops the line after the last dot."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from enum import Enum
from typing import Any


class Mood(Enum):
    TAKES = "takes"
    REFUSES = "refuses"  # a 550 for every recipient
    SOME = "some"  # a 550 for those whose address begins with "nobody"
    LATER = "later"  # a 451 for every recipient
    CONTENT = "content"  # a 554 for every letter that it has read
    HANGS = "hangs"  # is silent from the greeting on
    DROPS = "drops"  # has read the whole letter, and hangs up without a word


@dataclass
class Post:
    """What the server got. `mood` may be changed at any time."""

    mood: Mood = Mood.TAKES
    received: list[Message] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)
    port: int = 0
    meanwhile: Callable[[], None] | None = None  # done once, while a letter is read

    @property
    def message_ids(self) -> list[str]:
        return [message["Message-ID"] for message in self.received]


ANSWERS = {b"EHLO": b"250 localhost", b"HELO": b"250 localhost", b"MAIL": b"250 ok", b"RCPT": b"250 ok",
           b"DATA": b"354 go on", b"RSET": b"250 ok", b"NOOP": b"250 ok", b"QUIT": b"221 bye"}


class Conversation(socketserver.StreamRequestHandler):
    timeout = 20

    def handle(self) -> None:
        post: Post = self.server.post  # type: ignore[attr-defined]
        if post.mood is Mood.HANGS:
            post.is_over.wait(20)
            return
        self.say(b"220 localhost")
        while line := self.rfile.readline():
            word = line[:4].strip().upper()
            if word == b"RCPT" and (answer := self.refusal(post, line)):
                self.say(answer)
                continue
            self.say(ANSWERS.get(word, b"502 unknown"))
            if word == b"QUIT" or (word == b"DATA" and not self.take(post)):
                return

    def refusal(self, post: Post, line: bytes) -> bytes | None:
        if post.mood is Mood.LATER:
            return b"451 later"
        is_nobody = post.mood is Mood.SOME and b"<nobody" in line
        return b"550 no such person" if post.mood is Mood.REFUSES or is_nobody else None

    def take(self, post: Post) -> bool:
        """Reads one letter; false when the line is dropped after it."""
        lines = []
        while (line := self.rfile.readline()).rstrip(b"\r\n") != b".":
            lines.append(line)
        if post.mood is Mood.CONTENT:
            self.say(b"554 not like this")
            return True
        post.received.append(message_from_bytes(b"".join(lines)))
        if post.meanwhile:
            meanwhile, post.meanwhile = post.meanwhile, None
            meanwhile()
        if post.mood is Mood.DROPS:
            return False
        self.say(b"250 taken")
        return True

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that was killed in the middle is what some tests want."""


@contextmanager
def mail_server() -> Iterator[Post]:
    post = Post()
    with Server(("127.0.0.1", 0), Conversation) as server:
        server.post = post  # type: ignore[attr-defined]
        post.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield post
        finally:
            post.is_over.set()
            server.shutdown()
            thread.join(5)
