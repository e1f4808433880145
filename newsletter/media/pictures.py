"""Makes an uploaded picture safe: decoded, and written anew from its pixels alone.

What is not a pixel does not survive: EXIF with its places, comments, scripts behind the picture's end.
"""

import io
from dataclasses import dataclass

from flask_babel import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from newsletter.errors import Invalid

READABLE = ("JPEG", "PNG", "WEBP", "GIF")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2400
HEAVY_PNG = 1024 * 1024
JPEG_QUALITY = 85
FIELD = "file"


@dataclass(frozen=True)
class Picture:
    body: bytes
    content_type: str
    width: int
    height: int

    @property
    def suffix(self) -> str:
        return ".jpg" if self.content_type == "image/jpeg" else ".png"


def read_picture(raw: bytes) -> Picture:
    """The picture in `raw` as JPEG or PNG, upright, at most `LONGEST_SIDE` pixels a side.

    Raises:
        Invalid: with a sentence that says what to upload instead.
    """
    _check_size(raw)
    if _looks_like_svg(raw):
        raise Invalid(
            _(
                "SVG drawings can hold programs and many mail programs do not show them. Save it as PNG first."
            ),
            FIELD,
        )
    try:
        with Image.open(io.BytesIO(raw), formats=READABLE) as opened:
            _check_pixels(opened)
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            return _encode(_upright(opened), was_lossy=opened.format in ("JPEG", "WEBP"))
    except UnidentifiedImageError:
        raise Invalid(_("Choose a picture in JPEG, PNG, WebP or GIF format"), FIELD) from None
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except (OSError, SyntaxError, ValueError):
        raise Invalid(_("This picture is damaged. Save it anew and upload it again."), FIELD) from None


def _check_size(raw: bytes) -> None:
    if not raw:
        raise Invalid(_("Choose a picture"), FIELD)
    if len(raw) > MOST_BYTES:
        raise Invalid(
            _("The picture is too large. Choose one of at most %(size)s MB.", size=MOST_BYTES // 1024**2),
            FIELD,
        )


def _check_pixels(picture: Image.Image) -> None:
    """Only the header is read so far: a small file may unpack to gigabytes."""
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> Invalid:
    count = MOST_PIXELS // 10**6
    return Invalid(
        _("The picture has too many pixels. Choose one of at most %(count)s million.", count=count), FIELD
    )


def _looks_like_svg(raw: bytes) -> bool:
    start = raw[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith(b"<") and b"<svg" in start


def _upright(picture: Image.Image) -> Image.Image:
    """RGB or RGBA pixels in sRGB, turned as the camera was held, no larger than mail needs."""
    has_alpha = picture.has_transparency_data
    profile = picture.info.get("icc_profile")
    turned = ImageOps.exif_transpose(picture)
    mode = "RGBA" if has_alpha else "RGB"
    pixels = (
        _in_srgb(turned, profile, mode)
        if turned.mode in ("RGB", "RGBA") and profile
        else turned.convert(mode)
    )
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return pixels


def _in_srgb(picture: Image.Image, profile: bytes, mode: str) -> Image.Image:
    """Phones write wider colours than sRGB; without their profile they would look faded."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return picture.convert(mode)
    return (converted or picture).convert(mode)


def _encode(pixels: Image.Image, *, was_lossy: bool) -> Picture:
    """PNG for drawings and transparency, JPEG for photographs, which also are what makes heavy PNGs."""
    if pixels.mode == "RGBA" or not was_lossy:
        body = _saved(pixels, "PNG", optimize=True)
        if pixels.mode == "RGBA" or len(body) <= HEAVY_PNG:
            return Picture(body, "image/png", *pixels.size)
    body = _saved(pixels, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return Picture(body, "image/jpeg", *pixels.size)


def _saved(pixels: Image.Image, picture_format: str, **options: int | bool) -> bytes:
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    out = io.BytesIO()
    bare.save(out, picture_format, **options)
    return out.getvalue()
