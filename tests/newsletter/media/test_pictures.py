"""What goes in as a picture comes out as a harmless one, or not at all."""

import io

import pytest
from flask import Flask
from PIL import Image

from newsletter.errors import Invalid
from newsletter.media import pictures
from newsletter.media.pictures import LONGEST_SIDE, read_picture

pytestmark = pytest.mark.usefixtures("in_app")
ORIENTATION = 0x0112
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def in_app(app: Flask) -> object:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def encoded(picture: Image.Image, picture_format: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, picture_format, **options)
    return out.getvalue()


def drawing(mode: str = "RGB", size: tuple[int, int] = (40, 20)) -> Image.Image:
    return Image.new(mode, size, 100 if mode in ("L", "P", "I;16") else "teal")


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body))


@pytest.mark.parametrize(
    ("picture_format", "content_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/jpeg"), ("GIF", "image/png")],
)
def test_four_formats_go_in_and_two_come_out(picture_format: str, content_type: str) -> None:
    picture = read_picture(encoded(drawing(), picture_format))
    assert picture.content_type == content_type
    assert (picture.width, picture.height) == (40, 20)
    assert opened(picture.body).get_format_mimetype() == content_type


@pytest.mark.parametrize(
    ("mode", "picture_format"),
    [("L", "PNG"), ("1", "PNG"), ("P", "PNG"), ("I;16", "PNG"), ("CMYK", "JPEG"), ("LA", "PNG")],
)
def test_every_kind_of_pixel_is_understood(mode: str, picture_format: str) -> None:
    picture = Image.new(mode, (8, 8))
    assert opened(read_picture(encoded(picture, picture_format)).body).mode in ("RGB", "RGBA")


def test_transparency_is_kept() -> None:
    see_through = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    for picture_format in ("PNG", "WEBP"):
        picture = read_picture(encoded(see_through, picture_format))
        assert picture.content_type == "image/png"
        assert opened(picture.body).getpixel((5, 5)) == (0, 0, 0, 0)


def test_a_photograph_is_turned_upright_and_tells_no_place() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010E] = "taken at home"
    picture = read_picture(encoded(drawing(), "JPEG", exif=exif, comment=b"secret"))
    result = opened(picture.body)
    assert (picture.width, picture.height) == result.size == (20, 40)
    assert not result.getexif()
    assert b"taken at home" not in picture.body
    assert b"secret" not in picture.body


def test_what_hides_behind_a_picture_does_not_survive() -> None:
    for picture_format in ("JPEG", "PNG", "GIF", "WEBP"):
        picture = read_picture(encoded(drawing(), picture_format) + b"<script>alert(1)</script>PK\x03\x04")
        assert b"<script" not in picture.body
        assert b"PK\x03\x04" not in picture.body


def test_text_chunks_of_a_png_do_not_survive() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")
    assert b"script" not in read_picture(encoded(drawing(), "PNG", pnginfo=info)).body


def test_a_large_picture_is_made_smaller_in_its_own_proportions() -> None:
    picture = read_picture(encoded(drawing(size=(5000, 1000)), "JPEG"))
    assert (picture.width, picture.height) == (LONGEST_SIDE, 480)


def test_a_heavy_png_without_transparency_becomes_a_jpeg() -> None:
    noise = Image.effect_noise((1200, 1000), 90).convert("RGB")
    assert read_picture(encoded(noise, "PNG")).content_type == "image/jpeg"


def test_an_animation_becomes_its_first_frame() -> None:
    frames = [drawing(), Image.new("RGB", (40, 20), "red")]
    picture = read_picture(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert not getattr(opened(picture.body), "is_animated", False)


@pytest.mark.parametrize(
    "raw", [SVG, b"\xef\xbb\xbf" + SVG, b"  \n<svg onload='alert(1)'/>", b"<!-- x --><SVG></SVG>"]
)
def test_a_drawing_with_programs_is_refused_by_name(raw: bytes) -> None:
    with pytest.raises(Invalid, match="SVG"):
        read_picture(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello",
        b"GIF89a",
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        b"<html><script>alert(1)</script></html>",
        encoded(Image.new("RGB", (5, 5)), "BMP"),
        encoded(Image.new("RGB", (5, 5)), "TIFF"),
        encoded(Image.new("RGB", (50, 50), "red"), "JPEG")[:200],
        encoded(Image.effect_noise((90, 90), 50), "PNG")[:900],
    ],
)
def test_what_is_no_whole_picture_is_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        read_picture(raw)
    assert refused.value.field == "file"


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_unopened() -> None:
    bomb = encoded(Image.new("1", (20_000, 20_000)), "PNG")
    assert len(bomb) < 200_000
    with pytest.raises(Invalid, match="pixels"):
        read_picture(bomb)


def test_a_file_over_ten_megabytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Invalid, match="10 MB"):
        read_picture(b"\0" * (pictures.MOST_BYTES + 1))
