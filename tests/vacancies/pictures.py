"""Pictures and things that only pretend to be pictures, as real bytes."""

import struct
import zlib
from io import BytesIO

from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, ImageDraw

SECRET_PLACE = (57.0, 25.0, 28.44)
SECRET_OWNER = "Anna Paraudziņa"


def make_image(width=800, height=600, mode="RGB"):
    """Top left quarter red, the rest blue: shows whether it was turned."""
    image = Image.new("RGB", (width, height), "blue")
    ImageDraw.Draw(image).rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill="red")
    return image.convert(mode)


def encoded(image, format="JPEG", **options):
    written = BytesIO()
    image.save(written, format, **options)
    return written.getvalue()


def upload(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def phone_photo(orientation=6, format="JPEG", **size):
    """A picture as a phone sends it: lying on its side, with the place and the owner's name in it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = SECRET_OWNER.encode()
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", SECRET_PLACE
    return encoded(make_image(**size), format, exif=exif.tobytes(), comment=SECRET_OWNER.encode(), xmp=SECRET_OWNER.encode())


def swapped_profile():
    """A colour profile in which red and green have changed places."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")


def pixel_flood(side=12_000):
    """A PNG of some 17 kB that unpacks to 144 million pixels."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = zlib.compress((b"\0" + b"\0" * (side // 8)) * side, 9)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def broken_exif():
    """A whole JPEG whose notes are rubbish."""
    picture = encoded(make_image())
    notes = b"Exif\0\0II*\0\xff\xff\xff\x7fgarbage"
    return picture[:2] + b"\xff\xe1" + struct.pack(">H", len(notes) + 2) + notes + picture[2:]


HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PHP = b"<?php system($_GET['x']); ?>"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200


class SlowDisk(FileSystemStorage):
    """Something else happens while the first file is being written."""

    meanwhile = None

    def _save(self, name, content):
        happens, self.meanwhile = self.meanwhile, None
        if happens:
            happens()
        return super()._save(name, content)
