"""Pictures as they are kept: decoded, upright, made small, written anew as JPEG; nothing of the original remains."""

import io
import re
import warnings
from dataclasses import dataclass
from typing import IO, Final

from PIL import Image, ImageFile, UnidentifiedImageError

from formserver.errors import FormserverError

MEDIA_TYPE: Final = "image/jpeg"
LONGEST_SIDE: Final = 1600
SMALL_SIDE: Final = 320
MAX_BYTES: Final = 20 * 1024 * 1024
_QUALITY: Final = 80
_MEGAPIXEL: Final = 1_000_000
# WebP is decoded whole through three copies of the picture; 12 megapixels keep that below 300 MB.
_MAX_MEGAPIXELS: Final = {"JPEG": 40, "PNG": 40, "WEBP": 12}
_JPEG_BEGINNING: Final = b"\xff\xd8\xff"
_PNG_BEGINNING: Final = b"\x89PNG\r\n\x1a\n"
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
# A progressive JPEG may hold thousands of almost empty scans, each a pass over the whole picture.
# Cameras write 1, programs about 10.
_MAX_SCANS: Final = 24
_MARKER: Final = re.compile(rb"\xff[^\x00\x01\xff\xd0-\xd7]")
_START_OF_SCAN: Final = 0xDA
_END_OF_IMAGE: Final = 0xD9
_ORIENTATION_TAG: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class PictureRejected(FormserverError):
    """The photo cannot be taken; the sentence says why and what to do."""

    status = 422
    message_key = "这张照片打不开，可能没有传完整或已损坏。请重新拍一张，或换一张再试。"


class PictureUnsupported(PictureRejected):
    """The file is no photo of an accepted format."""

    status = 415
    message_key = "只能上传照片，格式为 JPG、PNG 或 WebP。请换一张，或用手机相机重新拍摄。"


class PictureTooLarge(PictureRejected):
    """The file has more bytes than accepted."""

    status = 413
    message_key = "这张照片超过 %(limit)s MB。请在手机相机设置里把照片调小一些，再重新拍摄。"


_HEIC: Final = (
    "这张照片是 HEIC 格式，系统打不开。苹果手机请到“设置 - 相机 - 格式”选“兼容性最佳”，"
    "其他手机请在相机设置里关闭“高效格式（HEIF）”，然后重新拍摄；或打开照片截屏，上传截屏图片。"
)
_TOO_MANY_PIXELS: Final = (
    "这张照片的像素太高（最多 %(limit)s 百万像素）。请在手机相机设置里把照片调小一些，再重新拍摄。"
)
_EMPTY: Final = "没有收到照片。请先选择或拍摄一张，再点上传。"


@dataclass(frozen=True)
class Picture:
    """A picture to keep: ``full`` and ``small`` are JPEG bytes, width and height those of ``full`` in pixels."""

    full: bytes
    small: bytes
    width: int
    height: int


def read_picture(stream: IO[bytes]) -> Picture:
    """What is kept of an uploaded file. Raises PictureRejected (415, 413 or 422 by subclass)."""
    data = stream.read(MAX_BYTES + 1)
    if not data:
        raise PictureRejected(_EMPTY)
    if len(data) > MAX_BYTES:
        raise PictureTooLarge(limit=MAX_BYTES // 1024 // 1024)
    # WeasyPrint switches this on for the whole process; a photo cut short must be sent again, not kept half grey.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with warnings.catch_warnings():
        # Pillow merely warns of broken EXIF, which is thrown away anyhow, and of too many pixels, which stops us.
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _made(_opened(data))
        except FormserverError:
            raise
        except Exception:
            # Decoders fed with anything raise anything; whatever it is, this picture cannot be shown.
            raise PictureRejected from None


def _opened(data: bytes) -> Image.Image:
    """The picture with only its header read."""
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        raise PictureUnsupported(_HEIC)
    try:
        image = Image.open(io.BytesIO(data), formats=list(_MAX_MEGAPIXELS))
    except UnidentifiedImageError:
        raise (PictureRejected() if _is_accepted_format(data) else PictureUnsupported()) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRejected(_TOO_MANY_PIXELS, limit=max(_MAX_MEGAPIXELS.values())) from None
    limit = _MAX_MEGAPIXELS.get(image.format or "", _MAX_MEGAPIXELS["JPEG"])
    if image.width * image.height > limit * _MEGAPIXEL:
        raise PictureRejected(_TOO_MANY_PIXELS, limit=limit)
    if data.startswith(_JPEG_BEGINNING) and not _is_whole(data):
        raise PictureRejected
    return image


def _is_accepted_format(data: bytes) -> bool:
    is_webp = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    return is_webp or data.startswith((_JPEG_BEGINNING, _PNG_BEGINNING))


def _is_whole(data: bytes) -> bool:
    """Whether a JPEG has an end and not too many scans. A copy that broke off may be filled up with zeros, which
    decode as a grey lower half, without any error."""
    scans, position = 0, 2
    while scans <= _MAX_SCANS and (found := _MARKER.search(data, position)):
        kind, after = data[found.end() - 1], found.end()
        if kind == _END_OF_IMAGE:
            return True
        scans += kind == _START_OF_SCAN
        position = after + max(2, int.from_bytes(data[after : after + 2], "big"))
    return False


def _made(image: Image.Image) -> Picture:
    turn = _TURNS.get(image.getexif().get(_ORIENTATION_TAG, 1))
    target = _fitting(image.size, LONGEST_SIDE)
    # Asked for the very shape it will have, libjpeg decodes at half the size or less; asked for a square it does not.
    image.draft(None, target)
    full = _plain(image, target).resize(target, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if turn is not None:
        full = full.transpose(turn)
    small = full.resize(_fitting(full.size, SMALL_SIDE), Image.Resampling.LANCZOS)
    return Picture(_jpeg(full), _jpeg(small), *full.size)


def _fitting(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """The size of the same shape whose longer side is at most so many pixels."""
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _plain(image: Image.Image, target: tuple[int, int]) -> Image.Image:
    """The picture in RGB on white, not smaller than the target.

    Converted in strips that are reduced at once: a whole copy of 40 megapixels takes 160 MB.
    """
    if image.mode == "RGB" and not image.has_transparency_data:
        return image
    factor = max(1, min(image.width // target[0], image.height // target[1]))
    plain = Image.new("RGB", (-(-image.width // factor), -(-image.height // factor)))
    height = factor * max(1, _MEGAPIXEL // (image.width * factor))
    image.load()
    for top in range(0, image.height, height):
        strip = image.crop((0, top, image.width, min(top + height, image.height)))
        plain.paste(_on_white(strip).reduce(factor), (0, top // factor))
    return plain


def _on_white(strip: Image.Image) -> Image.Image:
    if strip.mode == "I;16":  # a scanner's 65,536 greys: Pillow takes the first 256 of them for all there are
        return strip.point(lambda grey: grey * (1 / 256)).convert("RGB")
    if not strip.has_transparency_data:
        return strip.convert("RGB")
    seen = strip.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    # Pillow carries a comment of the original over.
    image.info.clear()
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=_QUALITY)
    return kept.getvalue()
