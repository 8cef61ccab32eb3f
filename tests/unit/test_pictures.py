"""Pictures: what is kept is upright, small and holds nothing of the original; what is hostile is refused by name."""

import io
import random
import struct
import zlib
from collections.abc import Callable
from itertools import pairwise

import pytest
from PIL import Image, ImageDraw, ImageFile

from formserver.files.pictures import Picture, PictureRejected, PictureTooLarge, PictureUnsupported, read_picture

GPS_IFD = 0x8825
ORIENTATION = 0x0112
SCRIPT = b"<script>alert(1)</script>"


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def plain(size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Image.Image:
    return Image.new(mode, size)


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.frombytes("RGB", size, random.Random(1).randbytes(size[0] * size[1] * 3))


def read(data: bytes) -> Picture:
    return read_picture(io.BytesIO(data))


def shown(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def photo_with_exif(orientation: int = 6) -> bytes:
    """A landscape photo whose left half is red, with place, maker and orientation in its EXIF."""
    image = plain((400, 300))
    ImageDraw.Draw(image).rectangle((0, 0, 199, 299), fill="red")
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "Fictional Maker"
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (30.0, 23.0, 11.0), 3: "E", 4: (114.0, 53.0, 2.0)})
    return encoded(image, exif=exif, comment=b"secret remark")


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb_png() -> bytes:
    """A small file that says 256 million pixels."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 16000, 16000, 8, 2, 0, 0, 0))
    body = png_chunk(b"IDAT", zlib.compress(bytes(1_000_000), 9))
    return b"\x89PNG\r\n\x1a\n" + header + body + png_chunk(b"IEND", b"")


def many_scans() -> bytes:
    """A progressive JPEG whose last scan is there a hundred times."""
    data = encoded(noise((64, 64)), progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * 100 + data[-2:]


def test_a_large_photo_is_reduced_to_1600_and_its_thumbnail_to_320() -> None:
    picture = read(encoded(plain((4000, 3000))))
    assert (picture.width, picture.height) == (1600, 1200)
    assert shown(picture.full).size == (1600, 1200)
    assert shown(picture.small).size == (320, 240)


def test_a_small_photo_keeps_its_size() -> None:
    assert shown(read(encoded(plain((64, 48)))).full).size == (64, 48)


def test_a_turned_photo_is_kept_upright() -> None:
    kept = shown(read(photo_with_exif(orientation=6)).full)
    assert kept.size == (300, 400)
    assert kept.getpixel((150, 50)) == pytest.approx((254, 0, 0), abs=3)
    assert kept.getpixel((150, 350)) == pytest.approx((0, 0, 0), abs=3)


def test_place_maker_and_comment_are_gone() -> None:
    picture = read(photo_with_exif())
    for data in (picture.full, picture.small):
        assert not shown(data).getexif()
        assert b"Exif" not in data
        assert b"Fictional Maker" not in data
        assert b"secret remark" not in data


def test_broken_exif_does_not_cost_the_photo() -> None:
    assert read(encoded(plain(), exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff\x01\x12")).width == 64


@pytest.mark.parametrize("tail", [SCRIPT, b"PK\x05\x06" + bytes(18), b"\xff\xd8\xff" + SCRIPT])
def test_nothing_behind_the_end_of_a_polyglot_remains(tail: bytes) -> None:
    kept = read(encoded(plain()) + tail).full
    assert tail not in kept
    assert kept.endswith(b"\xff\xd9")
    assert kept.count(b"\xff\xd9") == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_photo_is_refused(kind: str, share: float) -> None:
    whole = encoded(noise((200, 200)), kind)
    with pytest.raises(PictureRejected) as refused:
        read(whole[: int(len(whole) * share)])
    assert refused.value.status == 422


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_photo_filled_up_with_zeros_is_refused(share: float) -> None:
    whole = encoded(noise((200, 200)))
    end = int(len(whole) * share)
    with pytest.raises(PictureRejected):
        read(whole[:end] + bytes(len(whole) - end))


def test_zeros_behind_the_end_of_a_photo_do_not_cost_it() -> None:
    assert read(encoded(noise((200, 200))) + bytes(4096)).width == 200


def test_a_truncated_photo_is_refused_in_a_process_that_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # what importing WeasyPrint does
    with pytest.raises(PictureRejected):
        read(encoded(noise((200, 200)))[:9000])


def test_a_pixel_bomb_is_refused_from_its_header() -> None:
    with pytest.raises(PictureRejected, match="像素太高"):
        read(bomb_png())


@pytest.mark.parametrize(("kind", "size"), [("PNG", (8001, 5000)), ("WEBP", (4001, 3000))])
def test_more_pixels_than_memory_allows_are_refused(kind: str, size: tuple[int, int]) -> None:
    with pytest.raises(PictureRejected, match="像素太高"):
        read(encoded(Image.new("L", size), kind))


def test_endless_scans_are_refused() -> None:
    with pytest.raises(PictureRejected) as refused:
        read(many_scans())
    assert refused.value.status == 422


def test_an_ordinary_progressive_photo_is_accepted() -> None:
    assert read(encoded(noise((64, 64)), progressive=True)).width == 64


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_becomes_its_first_picture(kind: str) -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    kept = shown(read(encoded(frames[0], kind, save_all=True, append_images=frames[1:])).full)
    assert kept.getpixel((20, 20)) == pytest.approx((254, 0, 0), abs=6)


@pytest.mark.parametrize("mode", ["CMYK", "L", "RGB"])
def test_every_colour_mode_of_jpeg_becomes_rgb(mode: str) -> None:
    assert shown(read(encoded(plain(mode=mode))).full).mode == "RGB"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_colour_mode_of_png_becomes_rgb(mode: str) -> None:
    assert shown(read(encoded(plain((3300, 20), mode), "PNG")).full).mode == "RGB"


@pytest.mark.parametrize(("grey", "kept"), [(0, 0), (0x8000, 128), (0xFFFF, 255)])
def test_the_fine_greys_of_a_scanner_stay_what_they_are(grey: int, kept: int) -> None:
    scanned = Image.new("I;16", (3300, 40), grey)
    assert shown(read(encoded(scanned, "PNG")).full).getpixel((800, 5)) == pytest.approx((kept,) * 3, abs=1)


def test_what_is_transparent_becomes_white() -> None:
    kept = shown(read(encoded(Image.new("RGBA", (3300, 400), (0, 0, 0, 0)), "PNG")).full)
    assert kept.getextrema() == ((255, 255),) * 3


def test_strips_join_without_a_seam() -> None:
    image = Image.linear_gradient("L").resize((6000, 3001)).convert("RGBA")
    kept = shown(read(encoded(image, "PNG", compress_level=1)).full).convert("L")
    column = [kept.getpixel((800, y)) for y in range(kept.height)]
    assert max(abs(int(a) - int(b)) for a, b in pairwise(column)) <= 3  # type: ignore[arg-type]


NOT_PHOTOS: dict[str, Callable[[], bytes]] = {
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>",
    "html": lambda: b"<!doctype html>" + SCRIPT,
    "pdf": lambda: b"%PDF-1.4\n1 0 obj\n",
    "gif": lambda: encoded(plain(), "GIF"),
    "bmp": lambda: encoded(plain(), "BMP"),
    "tiff": lambda: encoded(plain(), "TIFF"),
    "gif with script": lambda: b"GIF89a/*" + SCRIPT,
    "zip": lambda: b"PK\x03\x04" + bytes(30),
    "sound": lambda: b"RIFF\x24\x00\x00\x00WAVEfmt ",
    "text": lambda: "照片".encode(),
}


@pytest.mark.parametrize("name", NOT_PHOTOS)
def test_what_is_no_accepted_photo_is_unsupported_whatever_its_name(name: str) -> None:
    with pytest.raises(PictureUnsupported) as refused:
        read(NOT_PHOTOS[name]())
    assert refused.value.status == 415


def test_heic_is_refused_with_the_way_to_switch_the_phone() -> None:
    with pytest.raises(PictureUnsupported, match="兼容性最佳"):
        read(b"\x00\x00\x00\x18ftypheic" + bytes(40))


def test_too_many_bytes_are_refused_before_decoding() -> None:
    with pytest.raises(PictureTooLarge) as refused:
        read(encoded(plain()) + bytes(20 * 1024 * 1024))
    assert refused.value.status == 413


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(PictureRejected, match="没有收到照片"):
        read(b"")


def test_no_mutilated_photo_raises_anything_but_a_rejection() -> None:
    chance = random.Random(20250108)
    for kind in ("JPEG", "PNG", "WEBP"):
        whole = encoded(noise((40, 40)), kind)
        for _ in range(150):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 12)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            try:
                kept = read(bytes(data))
            except PictureRejected:
                continue
            assert max(kept.width, kept.height) <= 1600
