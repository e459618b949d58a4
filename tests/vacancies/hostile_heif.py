"""HEIC and AVIF files as an attacker would make them: the boxes around a real picture say what is not so."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

BRANDS = {"HEIF": (b"heic", b"hvc1", b"hvcC"), "AVIF": (b"avif", b"av01", b"av1C")}
Extents = Sequence[tuple[int, int]]


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def full(kind: bytes, body: bytes, version: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24) + body)


def boxes(data: bytes) -> dict[bytes, bytes]:
    """The bodies of the boxes of one level, by kind; of two of a kind the last."""
    found, at = {}, 0
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        found[kind], at = data[at + 8:at + size], at + max(8, size)
    return found


def real(format: str, size: tuple[int, int] = (640, 480)) -> bytes:
    written = BytesIO()
    Image.new("L", size, 90).save(written, format, **({"speed": 10} if format == "AVIF" else {}))
    return written.getvalue()


@dataclass
class Heif:
    """A file from its parts. extents: where the bytes of an item lie within `data`, or within idat where its id is in `inside`."""

    format: str
    size: tuple[int, int] = (640, 480)
    said: tuple[int, int] | None = None  # what `ispe` says
    more_kinds: Mapping[int, bytes] = field(default_factory=dict)
    primary: int = 1
    extents: Mapping[int, Extents] = field(default_factory=dict)
    links: Sequence[tuple[bytes, int, Sequence[int]]] = ()
    inside: Mapping[int, int] = field(default_factory=dict)  # item: construction method
    idat: bytes = b""
    wraps: int = 0

    def made(self) -> bytes:
        brand, kind, config = BRANDS[self.format]
        told = boxes(real(self.format, self.size))
        payload = told[b"mdat"]
        properties = boxes(boxes(boxes(told[b"meta"][4:])[b"iprp"])[b"ipco"])
        said = full(b"ispe", struct.pack(">II", *(self.said or self.size)))
        start = box(b"ftyp", brand + b"\0\0\0\0mif1" + brand + b"miaf")
        kinds = {1: kind, **self.more_kinds}

        def meta(base: int) -> bytes:
            found = {1: [(0, len(payload))], **self.extents}
            parts = [full(b"hdlr", b"\0\0\0\0pict" + bytes(13)), full(b"pitm", struct.pack(">H", self.primary)),
                     self._places(found, base), self._kinds(kinds),
                     box(b"iprp", box(b"ipco", box(config, properties[config]) + said) + _owned(kinds)), self._links()]
            body = b"".join(parts) + (box(b"idat", self.idat) if self.idat else b"")
            for _level in range(self.wraps):
                body = full(b"meta", body)
            return full(b"meta", body)

        length = len(start) + len(meta(0)) + 8
        return start + meta(length) + box(b"mdat", payload)

    def _places(self, found: Mapping[int, Extents], base: int) -> bytes:
        rows = b"".join(
            struct.pack(">HHHH", number, self.inside.get(number, 0), 0, len(extents))
            + b"".join(struct.pack(">II", at + (0 if number in self.inside else base), size) for at, size in extents)
            for number, extents in found.items())
        return full(b"iloc", b"\x44\x00" + struct.pack(">H", len(found)) + rows, version=1)

    def _kinds(self, kinds: Mapping[int, bytes]) -> bytes:
        rows = b"".join(full(b"infe", struct.pack(">HH", number, 0) + kind + b"\0", version=2) for number, kind in kinds.items())
        return full(b"iinf", struct.pack(">H", len(kinds)) + rows)

    def _links(self) -> bytes:
        rows = b"".join(box(kind, struct.pack(">HH", start, len(ends)) + b"".join(struct.pack(">H", end) for end in ends))
                        for kind, start, ends in self.links)
        return full(b"iref", rows) if rows else b""


def _owned(kinds: Mapping[int, bytes]) -> bytes:
    rows = b"".join(struct.pack(">HBBB", number, 2, 0x81, 0x02) for number in kinds)
    return full(b"ipma", struct.pack(">I", len(kinds)) + rows)


def grid(rows: int, columns: int, width: int, height: int) -> bytes:
    return struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, width, height)


def many_items(format: str, number: int = 10_000) -> bytes:
    kind = BRANDS[format][1]
    return Heif(format, more_kinds=dict.fromkeys(range(2, number + 1), kind), extents={n: [(0, 100)] for n in range(2, number + 1)}).made()


def many_tiles(format: str, width: int = 640, height: int = 480) -> bytes:
    """A grid of 65,025 tiles, each of them the same picture."""
    return Heif(format, said=(width, height), primary=2, more_kinds={2: b"grid"}, extents={2: [(0, 8)]}, inside={2: 1},
                idat=grid(255, 255, width, height), links=[(b"dimg", 2, [1] * 255 * 255)]).made()


def of_itself(format: str, kind: bytes = b"iden") -> bytes:
    """An item that is made of itself."""
    return Heif(format, primary=2, more_kinds={2: kind}, extents={2: [(0, 8)]}, inside={2: 1}, idat=grid(1, 1, 640, 480),
                links=[(b"dimg", 2, [2])]).made()


def in_a_circle(format: str) -> bytes:
    """The bytes of an item lie in an item, whose bytes lie in the first one."""
    return Heif(format, more_kinds={2: BRANDS[format][1]}, extents={1: [(0, 100)], 2: [(0, 100)]}, inside={1: 2, 2: 2},
                links=[(b"iloc", 1, [2]), (b"iloc", 2, [1])]).made()


def again_and_again(format: str, size: tuple[int, int] = (640, 480), times: int = 65_000) -> bytes:
    """One item whose bytes are all of the file, so many times over."""
    return Heif(format, size, extents={1: [(0, 250)] * times}).made()


def claims(format: str, said: tuple[int, int], size: tuple[int, int] = (640, 480)) -> bytes:
    return Heif(format, size, said=said).made()


def nested(format: str, levels: int = 10_000) -> bytes:
    return Heif(format, wraps=levels).made()
