import subprocess
import sys
from io import BytesIO

import pytest
from django.core.files.storage import FileSystemStorage, InMemoryStorage
from PIL import Image

from tests.vacancies import pictures
from tests.vacancies.pictures import encoded, make_image, upload
from vacancies import photos
from vacancies.models.photo import PHOTO_WIDTHS
from vacancies.photos import MESSAGES, MOST_BYTES, PhotoProblem, read_picture, remove, store, stored_names
from vacancies.references import predictable


def opened(picture, width=480):
    image = Image.open(BytesIO(picture.files[width]))
    image.load()
    return image


def colour_at(image, x, y):
    red, green, blue = image.convert("RGB").getpixel((x, y))
    return max({"red": red, "green": green, "blue": blue}.items(), key=lambda pair: pair[1])[0]


@pytest.mark.parametrize(("format", "mode"), [
    ("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"),
    ("PNG", "LA"), ("PNG", "I;16"), ("WEBP", "RGB"), ("WEBP", "RGBA"), ("AVIF", "RGB"), ("GIF", "P"), ("MPO", "RGB")])
def test_every_picture_becomes_three_webp_files(format, mode):
    picture = read_picture(upload(encoded(make_image(2000, 1500, mode), format)))
    assert sorted(picture.files) == sorted(PHOTO_WIDTHS)
    for width in PHOTO_WIDTHS:
        image = opened(picture, width)
        assert (image.format, image.width, image.height) == ("WEBP", width, width * 3 // 4)
    assert (picture.width, picture.height) == (1600, 1200)


def test_a_small_picture_is_not_enlarged_and_still_has_three_files():
    picture = read_picture(upload(encoded(make_image(640, 480))))
    assert [opened(picture, width).width for width in PHOTO_WIDTHS] == [480, 640, 640]
    assert (picture.width, picture.height) == (640, 480)


@pytest.mark.parametrize(("orientation", "red_corner", "is_turned"), [
    (1, (0, 0), False), (3, (1, 1), False), (6, (1, 0), True), (8, (0, 1), True)])
def test_a_photo_taken_sideways_stands_upright(orientation, red_corner, is_turned):
    picture = read_picture(upload(pictures.phone_photo(orientation, width=1800, height=1200)))
    image = opened(picture, 960)
    assert (image.height > image.width) is is_turned
    corners = {(cx, cy): colour_at(image, int(image.width * (0.1 + 0.8 * cx)), int(image.height * (0.1 + 0.8 * cy)))
               for cx in (0, 1) for cy in (0, 1)}
    assert [corner for corner, colour in corners.items() if colour == "red"] == [red_corner]


def test_heic_from_a_phone_becomes_three_upright_files_without_place_and_owner():
    sent = pictures.phone_photo(6, width=4032, height=3024, format="HEIF")
    assert pictures.SECRET_OWNER.encode() in sent
    picture = read_picture(upload(sent, "IMG_0042.HEIC"))
    assert [opened(picture, width).size for width in PHOTO_WIDTHS] == [(480, 640), (960, 1280), (1600, 2133)]
    assert colour_at(opened(picture, 1600), 1500, 100) == "red"
    assert all(pictures.SECRET_OWNER.encode() not in picture.files[width] for width in PHOTO_WIDTHS)


def test_without_the_extra_a_heic_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(photos, "pillow_heif", None)
    for content in (pictures.HEIC, pictures.phone_photo(format="HEIF")):
        with pytest.raises(PhotoProblem) as refused:
            read_picture(upload(content))
        assert refused.value.code == "heic"


def test_place_and_owner_are_in_what_the_phone_sent_and_in_nothing_we_keep():
    sent = pictures.phone_photo()
    gps = Image.open(BytesIO(sent)).getexif().get_ifd(0x8825)
    assert gps[2] == pictures.SECRET_PLACE
    assert pictures.SECRET_OWNER.encode() in sent
    picture = read_picture(upload(sent))
    for width in PHOTO_WIDTHS:
        assert pictures.SECRET_OWNER.encode() not in picture.files[width]
        for chunk in (b"EXIF", b"XMP ", b"ICCP", b"Exif"):
            assert chunk not in picture.files[width]
        assert not dict(opened(picture, width).getexif())


def test_colours_of_another_profile_are_converted():
    green = Image.new("RGB", (300, 200), (0, 255, 0))
    plain = read_picture(upload(encoded(green)))
    converted = read_picture(upload(encoded(green, icc_profile=pictures.swapped_profile())))
    assert colour_at(opened(plain), 50, 50) == "green"
    assert colour_at(opened(converted), 50, 50) == "red"


def test_a_profile_that_does_not_fit_is_ignored():
    picture = read_picture(upload(encoded(make_image(), icc_profile=b"nonsense" * 50)))
    assert colour_at(opened(picture), 50, 50) == "red"


def test_transparency_becomes_white():
    clear = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    assert opened(read_picture(upload(encoded(clear, "PNG"), "a.png"))).getpixel((100, 100)) == (255, 255, 255)


def test_sixteen_bit_greys_keep_their_greys():
    grey = Image.new("I;16", (200, 200), 0x8000)
    value = opened(read_picture(upload(encoded(grey, "PNG")))).getpixel((100, 100))[0]
    assert 120 < value < 136


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_broken_notes_do_not_spoil_a_whole_photo():
    assert read_picture(upload(pictures.broken_exif())).width == 800


@pytest.mark.parametrize(("content", "code"), [
    pytest.param(b"", "empty_file", id="zero bytes"),
    pytest.param(pictures.HTML, "not_a_picture", id="HTML named .jpg"),
    pytest.param(pictures.SVG, "not_a_picture", id="SVG with script"),
    pytest.param(pictures.PHP, "not_a_picture", id="PHP"),
    pytest.param(b"\xff\xd8\xff\xe0", "not_a_picture", id="only a beginning"),
    pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "not_a_picture", id="PNG of zeros"),
    pytest.param(encoded(make_image(), "TIFF"), "not_a_picture", id="TIFF"),
    pytest.param(encoded(make_image(), "BMP"), "not_a_picture", id="BMP"),
    pytest.param(pictures.HEIC, "broken_picture", id="HEIC of nothing"),
    pytest.param(pictures.phone_photo(format="HEIF")[:-300], None, id="truncated HEIC"),
    pytest.param(pictures.pixel_flood(), "too_many_pixels", id="144 megapixels"),
    pytest.param(pictures.pixel_flood(6000), "too_many_pixels", id="36 megapixels"),
    pytest.param(encoded(make_image(40, 40)), "too_small", id="tiny"),
    pytest.param(encoded(make_image(4000, 100)), "odd_shape", id="a thread"),
    pytest.param(encoded(make_image())[:-3000], "broken_picture", id="truncated JPEG"),
    pytest.param(encoded(make_image(), "PNG")[:-400], "broken_picture", id="truncated PNG"),
    pytest.param(encoded(make_image(), "WEBP")[:-200], None, id="truncated WebP"),
    pytest.param(encoded(make_image(), "AVIF")[:-100], None, id="truncated AVIF"),
])
def test_what_is_not_a_whole_photo_is_refused_with_a_sentence(content, code):
    with pytest.raises(PhotoProblem) as refused:
        read_picture(upload(content))
    assert refused.value.code == code or code is None
    assert refused.value.codes == [refused.value.code]
    assert str(refused.value.message)


def test_a_file_over_the_limit_is_refused_before_it_is_read():
    with pytest.raises(PhotoProblem) as refused:
        read_picture(upload(b"\xff\xd8" + b"\0" * MOST_BYTES))
    assert refused.value.code == "too_heavy"


def test_the_pixel_flood_is_a_small_file():
    assert len(pictures.pixel_flood()) < 25_000


def test_a_script_behind_the_picture_is_not_kept():
    picture = read_picture(upload(encoded(make_image()) + pictures.PHP, "shell.php.jpg"))
    assert all(b"php" not in content for content in picture.files.values())


def test_every_way_to_fail_has_its_sentence():
    for code in MESSAGES:
        assert PhotoProblem(code).problems[0].code == code


def test_the_same_bytes_give_the_same_fingerprint_and_the_same_files():
    content = pictures.phone_photo()
    first, second = read_picture(upload(content)), read_picture(upload(content, "other.jpg"))
    assert first == second
    assert first.sha256 != read_picture(upload(content + b"\0")).sha256


MEASURE = """
import sys
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024
from vacancies.photos import PhotoProblem, read_picture
content = SimpleUploadedFile("photo.jpg", sys.stdin.buffer.read())
before = peak()
try:
    read_picture(content)
except PhotoProblem as problem:
    print(problem.code, end=" ")
print(peak() - before)
"""


def megabytes_for(content):
    """Peak memory of reading one picture in a process of its own."""
    told = subprocess.run([sys.executable, "-c", MEASURE], input=content, stdout=subprocess.PIPE, check=True).stdout
    return float(told.split()[-1])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
@pytest.mark.parametrize(("format", "options", "size"), [
    pytest.param("JPEG", {}, (4000, 3000), id="12-megapixel JPEG"),
    pytest.param("JPEG", {"progressive": True}, (3000, 4000), id="progressive JPEG"),
    pytest.param("PNG", {"compress_level": 1}, (4000, 3000), id="12-megapixel PNG"),
    pytest.param("AVIF", {"speed": 10}, (4000, 3000), id="12-megapixel AVIF"),
    pytest.param("WEBP", {"method": 0}, (3200, 2600), id="8-megapixel WebP"),
])
def test_one_photo_takes_less_than_150_megabytes(format, options, size, monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings")
    image = Image.effect_noise((400, 300), 60).convert("RGB").resize(size)
    assert megabytes_for(encoded(image, format, **options)) < 150


# Storing


def files_under(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_three_files_with_a_random_name_are_stored_and_removed(tmp_path):
    storage = FileSystemStorage(tmp_path)
    picture = read_picture(upload(encoded(make_image()), "../../etc/passwd.jpg"))
    key, other = store(picture, storage), store(picture, storage)
    assert key != other
    assert len(files_under(tmp_path)) == 6
    assert all(storage.exists(name) for name in stored_names(key))
    remove(key, storage)
    assert len(files_under(tmp_path)) == 3
    remove(key, storage)


class FullDisk(FileSystemStorage):
    """Writes half of the second file, then there is no room."""

    def _save(self, name, content):
        if name.endswith("-960.webp"):
            content.truncate(100)
            super()._save(name, content)
            raise OSError(28, "No space left on device")
        return super()._save(name, content)


def test_a_full_disk_gives_a_sentence_and_leaves_nothing_behind(tmp_path):
    picture = read_picture(upload(encoded(make_image())))
    with pytest.raises(PhotoProblem) as refused:
        store(picture, FullDisk(tmp_path))
    assert refused.value.code == "not_stored"
    assert files_under(tmp_path) == []


def test_a_folder_that_cannot_be_written_gives_a_sentence(tmp_path):
    (tmp_path / "photos").write_text("a file where the folder should be")
    with pytest.raises(PhotoProblem) as refused:
        store(read_picture(upload(encoded(make_image()))), FileSystemStorage(tmp_path))
    assert refused.value.code == "not_stored"
    assert files_under(tmp_path) == ["photos"]


def test_what_a_demonstration_left_behind_without_its_database_is_written_over(tmp_path):
    storage = FileSystemStorage(tmp_path)
    with predictable(7):
        key = store(read_picture(upload(encoded(make_image()))), storage)
    before = files_under(tmp_path)
    with predictable(7):
        assert store(read_picture(upload(encoded(make_image().rotate(180)))), storage) == key
    assert files_under(tmp_path) == before
    with storage.open(stored_names(key)[0]) as file:
        red, _green, blue = Image.open(file).convert("RGB").getpixel((9, 9))
    assert blue > red


def test_any_storage_of_django_will_do():
    storage = InMemoryStorage()
    key = store(read_picture(upload(encoded(make_image()))), storage)
    assert storage.exists(stored_names(key)[0])
