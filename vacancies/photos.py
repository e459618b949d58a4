"""Photos: what people send is only ever read; what is kept is our own picture of it, in three sizes, without metadata."""

import logging
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from io import BytesIO
from pathlib import Path
from types import ModuleType

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.utils.translation import gettext_lazy as _
from PIL import (  # the plugins: only what we read is loaded, and some of it only when it is asked for by name
    AvifImagePlugin,  # noqa: F401
    GifImagePlugin,  # noqa: F401
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)

from vacancies.models.photo import PHOTO_WIDTHS
from vacancies.problem import Problem, Refused, Sentence
from vacancies.references import random_key

try:
    pillow_heif: ModuleType | None = import_module("pillow_heif")  # an optional extra: docs/decisions/0025
except ImportError:
    pillow_heif = None

if pillow_heif:
    pillow_heif.register_heif_opener()

log = logging.getLogger(__name__)

FOLDER = "photos"
MOST_BYTES = 25 * 1024 * 1024
LEAST_SIDE = 64  # pixels
LONGEST_SHAPE = 8  # times as long as it is high: any panorama, but no thread of pixels
MOST_MEMORY = 135_000_000  # bytes that decoding one picture may take
QUALITY = 78
PREVIEW_SIDE = 20  # pixels of the longer side
MOST_PREVIEW = 400  # characters
# Bytes of memory one pixel takes while it is decoded and reduced, measured for each library that Pillow calls.
PIXEL_COST = {"JPEG": 5, "MPO": 5, "PNG": 11, "WEBP": 16, "AVIF": 10, "GIF": 11, "HEIF": 10}
PROGRESSIVE_COST = 4  # a progressive JPEG is held as a whole before the first line comes out
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
_AVIF_TRIAL = Path(__file__).with_name("avif_trial.py")
_ORIENTATION = 0x0112
_TURNED = {5, 6, 7, 8}  # orientations in which width and height change places
# One picture at a time in a process: ten people who send at once must not take ten times the memory.
_one_at_a_time = threading.Lock()

MESSAGES: Mapping[str, Sentence] = {
    "empty_file": _("This file is empty. Choose the photo again."),
    "too_heavy": _("This file is larger than 25 MB. Send a smaller copy of the photo."),
    "heic": _("This photo is in the HEIC format, which cannot be read here. Set the camera to “Most compatible”, "
              "or send the photo as JPEG."),
    "not_a_picture": _("This is not a photo that can be read. Send it as JPEG, PNG, WebP or AVIF."),
    "broken_picture": _("This photo is damaged or incomplete. Send it again, or take a new one."),
    "too_many_pixels": _("This picture has too many pixels. Send it as JPEG, or in a smaller size."),
    "too_small": _("This picture is too small to show anything. Send the original photo."),
    "odd_shape": _("This picture is far longer than it is wide. Cut it to the part that matters."),
    "not_read": _("The photo could not be read just now. Nothing was changed. Try again in a few minutes."),
    "not_stored": _("The photo could not be stored just now. Nothing was changed. Try again in a few minutes."),
}


class PhotoProblem(Refused):
    """Why a file was not taken as a photo. `code` is a key of MESSAGES; nothing was kept."""

    def __init__(self, code: str) -> None:
        self.code, self.message = code, MESSAGES[code]
        super().__init__([Problem(code, self.message, "file")])


@dataclass(frozen=True)
class Picture:
    """Ready to store: WebP bytes by nominal width. Size in pixels of the largest; sha256 of what was sent.

    preview: some twenty pixels of it as base64, to be shown until the picture itself is there.
    """

    files: Mapping[int, bytes]
    width: int
    height: int
    sha256: str
    preview: str = ""


def read_picture(uploaded: File) -> Picture:
    """Refuses with PhotoProblem whatever is not a whole, sensible photo. Costs about a second and up to 150 MB."""
    _weigh(uploaded)
    fingerprint = fingerprint_of(uploaded)
    with _one_at_a_time:
        image = _open(uploaded)
        if image.format == "AVIF":
            _try_avif(uploaded)
        try:
            return picture_of(_reduced(image), fingerprint)
        except Exception as problem:  # a hostile file can make the decoder fail in any way
            raise PhotoProblem("broken_picture") from problem


def glance_at(uploaded: File) -> None:
    """Refuses with PhotoProblem what its weight and its header tell already. Cheap: nothing is decoded."""
    _weigh(uploaded)
    with _one_at_a_time:
        _open(uploaded)
    uploaded.seek(0)


def _weigh(uploaded: File) -> None:
    if not uploaded.size:
        raise PhotoProblem("empty_file")
    if uploaded.size > MOST_BYTES:
        raise PhotoProblem("too_heavy")


def picture_of(large: Image.Image, fingerprint: str) -> Picture:
    """The three sizes and the preview of our own picture."""
    encoded = {width: _encoded(large, width) for width in {min(width, large.width) for width in PHOTO_WIDTHS}}
    files = {width: encoded[min(width, large.width)] for width in PHOTO_WIDTHS}
    return Picture(files, large.width, large.height, fingerprint, preview_of(large))


def preview_of(large: Image.Image) -> str:
    """At most MOST_PREVIEW characters; a picture that cannot be said in so few has none."""
    small = large.convert("RGB")
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS)
    for quality in (40, 20, 5):
        written = BytesIO()
        small.save(written, "WEBP", quality=quality, method=4)
        told = b64encode(written.getvalue()).decode()
        if len(told) <= MOST_PREVIEW:
            return told
    return ""


def fingerprint_of(uploaded: File) -> str:
    """SHA-256 of the bytes as sent, read in pieces."""
    digest = sha256()
    for chunk in uploaded.chunks():
        digest.update(chunk)
    uploaded.seek(0)
    return digest.hexdigest()


def _open(uploaded: File) -> Image.Image:
    """Reads the header only, and refuses what would be too large to decode."""
    # Not MPO by name: Pillow finds it behind JPEG.
    formats = [name for name in PIXEL_COST if name != "MPO" and (name != "HEIF" or pillow_heif)]
    try:
        image = Image.open(uploaded, formats=formats)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PhotoProblem("too_many_pixels") from None
    except Exception as problem:  # as above: SyntaxError, struct.error and worse have been seen here
        raise PhotoProblem(_unreadable(uploaded)) from problem
    _check_size(image)
    return image


def reads_heic() -> bool:
    return pillow_heif is not None


def _unreadable(uploaded: File) -> str:
    if not _is_heic(uploaded):
        return "not_a_picture"
    return "broken_picture" if pillow_heif else "heic"


def _is_heic(uploaded: File) -> bool:
    uploaded.seek(0)
    start = uploaded.read(12)
    return start[4:8] == b"ftyp" and start[8:12] in _HEIC_BRANDS


def _check_size(image: Image.Image) -> None:
    """Our own limit: Pillow's only warns, and its warning filter is shared by all threads."""
    short, long = sorted(image.size)
    if short < 1 or long > short * LONGEST_SHAPE:
        raise PhotoProblem("odd_shape")
    if short < LEAST_SIDE:
        raise PhotoProblem("too_small")
    pixels = image.width * image.height
    decoded = pixels
    if image.format in {"JPEG", "MPO"}:  # decoded at the smallest scale that is still large enough
        image.draft(None, _target(image))
        decoded = image.width * image.height
    waiting = pixels * PROGRESSIVE_COST if image.info.get("progressive") else 0
    if decoded * PIXEL_COST[image.format or "PNG"] + waiting > MOST_MEMORY:
        raise PhotoProblem("too_many_pixels")


def _try_avif(uploaded: File) -> None:
    """Its size is only what the file says of it: whether it can be decoded is seen in a process that may be lost. Costs as much again."""
    uploaded.seek(0)
    tried = subprocess.run([sys.executable, "-I", _AVIF_TRIAL], input=uploaded.read(), capture_output=True, check=False)  # noqa: S603
    uploaded.seek(0)
    if tried.returncode:
        raise PhotoProblem("broken_picture")


def _orientation(image: Image.Image) -> int:
    """1 where the note about it cannot be read: a photo is worth more than its note."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:
        return 1


def _target(image: Image.Image) -> tuple[int, int]:
    """The largest size we keep, as the pixels lie in the file (before it is turned upright)."""
    upright = image.height if _orientation(image) in _TURNED else image.width
    share = min(1.0, PHOTO_WIDTHS[-1] / upright)
    return max(1, round(image.width * share)), max(1, round(image.height * share))


def _reduced(image: Image.Image) -> Image.Image:
    """Small first, then upright, then sRGB on white: each step on as few pixels as possible."""
    orientation, target, profile = _orientation(image), _target(image), image.info.get("icc_profile")
    image.load()
    small = _in_true_colours(image).resize(target, Image.Resampling.LANCZOS)
    small.getexif().clear()
    small.getexif()[_ORIENTATION] = orientation
    upright = ImageOps.exif_transpose(small)
    return _on_white(_in_srgb(upright, profile))


def _in_true_colours(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16-bit greys would be cut off at 255
        return image.convert("I").point(lambda grey: grey / 256).convert("L")
    if image.mode in {"RGB", "RGBA", "L", "LA", "CMYK"} and "transparency" not in image.info:
        return image
    return image.convert("RGBA" if "transparency" in image.info or "A" in image.mode else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """A profile that does not fit its picture is ignored: the colours are then taken as sRGB."""
    if not profile or image.mode not in {"RGB", "L", "CMYK"}:
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return converted or image


def _on_white(image: Image.Image) -> Image.Image:
    """A new picture, so that no note of the old one (place, owner, profile) comes along."""
    clean = Image.new("RGB", image.size, "white")
    solid = image.convert("RGBA") if "A" in image.mode else image.convert("RGB")
    clean.paste(solid, mask=solid.getchannel("A") if solid.mode == "RGBA" else None)
    return clean


def _encoded(large: Image.Image, width: int) -> bytes:
    """WebP of that width, at most the picture's own."""
    if large.width > width:
        large = large.resize((width, max(1, round(large.height * width / large.width))), Image.Resampling.LANCZOS)
    written = BytesIO()
    large.save(written, "WEBP", quality=QUALITY, method=2)
    return written.getvalue()


# Files


def stored_name(key: str, width: int) -> str:
    return f"{FOLDER}/{key}-{width}.webp"


def stored_names(key: str) -> list[str]:
    return [stored_name(key, width) for width in PHOTO_WIDTHS]


def stored_picture(key: str, storage: Storage) -> Image.Image:
    """The largest of our own files, decoded. Raises PhotoProblem where it cannot be read."""
    try:
        with storage.open(stored_name(key, PHOTO_WIDTHS[-1])) as file, _one_at_a_time:
            image = Image.open(file, formats=["WEBP"])
            image.load()
    except Exception as problem:  # as with what is sent: nothing that a decoder does is surprising
        log.exception("Photo %s could not be read", key)
        raise PhotoProblem("not_read") from problem
    return image


def store(picture: Picture, storage: Storage) -> str:
    """Writes the three files under a random key and returns it. If one cannot be written, none stays."""
    key = random_key()
    written: list[str] = []
    try:
        for width, content in picture.files.items():
            written.append(stored_name(key, width))
            _write(written[-1], content, storage)
    except Exception as problem:  # a full disk, a read-only folder, an object store that is away
        log.exception("Photo %s could not be stored", key)
        for name in written:
            remove_file(name, storage)
        raise PhotoProblem("not_stored") from problem
    return key


def _write(name: str, content: bytes, storage: Storage) -> None:
    """In place of what lies there: only a demonstration gives a key twice, after its database was deleted without its files."""
    saved = storage.save(name, ContentFile(content))
    if saved == name:
        return
    for taken in (saved, name):
        storage.delete(taken)
    if storage.save(name, ContentFile(content)) != name:
        raise FileExistsError(name)


def remove(key: str, storage: Storage) -> None:
    for name in stored_names(key):
        remove_file(name, storage)


def remove_file(name: str, storage: Storage) -> None:
    """Never raises: what cannot be removed now, the sweep of orphans removes later."""
    try:
        storage.delete(name)
    except Exception:
        log.exception("Photo file %s could not be removed", name)


def stored_keys(storage: Storage) -> Iterator[tuple[str, str]]:
    """(key, file name) of everything in the folder of photos."""
    try:
        names = storage.listdir(FOLDER)[1]
    except FileNotFoundError:  # an object store has no folders and gives an empty list
        names = []
    for name in sorted(names):
        yield name.partition("-")[0], f"{FOLDER}/{name}"
