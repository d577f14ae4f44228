"""A PDF of stored pages, written piece by piece: pictures go in as they are. Pure: no I/O, no clock.

Nothing is decoded: the compressed data of a PNG or JPEG file is what PDF holds too. The words of a page lie
below its picture, drawn by nobody: screen readers, searches and copying find them, roughly where they are.

Source: ISO 32000-1 sections 7.4.4 (Flate with PNG predictors), 7.4.8 (DCT), 7.5 (structure of a file),
8.9.5 (images), 9.3.6 (text that is not drawn), 9.7 (composite fonts), 9.10.3 (ToUnicode);
PNG (third edition) section 11; ITU-T T.81 annex B.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

PAPER_POINTS: Final = (595.28, 841.89)
"""A4, upright; a picture lies within it, turned where it is wider than high."""

PNG: Final = "image/png"
JPEG: Final = "image/jpeg"

_PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_GREY, _RGB, _PALETTE = 0, 2, 3
_SOF: Final = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended and progressive: what PDF readers show."""
_JPEG_COLOURS: Final = {1: "/DeviceGray", 3: "/DeviceRGB"}
_FONT, _CID_FONT, _DESCRIPTOR, _WORDS = 4, 5, 6, 7
_FIRST_PAGE: Final = 8
"""Number of the first object of pages; 1 is the catalogue, 2 the list of pages, 3 the information; a font."""

_FONT_OBJECTS: Final = {
    _FONT: f"<< /Type /Font /Subtype /Type0 /BaseFont /Unseen /Encoding /Identity-H "
    f"/DescendantFonts [{_CID_FONT} 0 R] /ToUnicode {_WORDS} 0 R >>",
    _CID_FONT: "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Unseen /DW 500 /CIDToGIDMap /Identity "
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
    f"/FontDescriptor {_DESCRIPTOR} 0 R >>",
    _DESCRIPTOR: "<< /Type /FontDescriptor /FontName /Unseen /Flags 5 /FontBBox [0 0 500 1000] "
    "/ItalicAngle 0 /Ascent 1000 /Descent 0 /CapHeight 1000 /StemV 80 >>",
}
"""A font without a shape: each code is the character itself, half as wide as high."""

_UNICODE: Final = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Unseen def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""

_LAST_OF_PLANE: Final = 0xFFFF


class PictureError(ValueError):
    """The picture is none that a page can be made of."""


@dataclass(frozen=True, slots=True)
class _Image:
    width: int
    height: int
    entries: str
    """Of its dictionary: colours, bits and filter."""
    data: bytes


@dataclass(slots=True)
class PdfWriter:
    """Gives the bytes of one PDF file in their order: `begin`, each `page`, `end`."""

    title: str
    _written: int = 0
    _places: dict[int, int] = field(default_factory=dict)
    """Object -> where it begins."""
    _pages: int = 0

    def begin(self) -> bytes:
        """The first bytes."""
        header = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
        self._written = len(header)
        title = ("\ufeff" + self.title).encode("utf-16-be").hex().upper()
        objects = [
            self._object(1, "<< /Type /Catalog /Pages 2 0 R >>"),
            self._object(3, f"<< /Title <{title}> /Producer (Etaluukku) >>"),
            *(self._object(number, made) for number, made in _FONT_OBJECTS.items()),
            self._object(_WORDS, f"<< /Length {len(_UNICODE)} >>", _UNICODE),
        ]
        return header + b"".join(objects)

    def page(self, picture: bytes, mime: str, text: str = "") -> bytes:
        """The bytes of the next page; `text` has a line for each line of the page, from the top.

        Raises:
            PictureError: neither a PNG file (grey, RGB or palette, not interlaced) nor a JPEG file.
        """
        image = _png(picture) if mime == PNG else _jpeg(picture)
        number = _FIRST_PAGE + 3 * self._pages
        self._pages += 1
        sheet, left, low, wide, high = _placed(image)
        words = _unseen(text, left, low, wide, high)
        drawn = f"{words}q {wide:.2f} 0 0 {high:.2f} {left:.2f} {low:.2f} cm /P Do Q".encode()
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet[0]} {sheet[1]}] "
            f"/Resources << /XObject << /P {number + 2} 0 R >> /Font << /F {_FONT} 0 R >> >> "
            f"/Contents {number + 1} 0 R >>"
        )
        shown = f"/Type /XObject /Subtype /Image /Width {image.width} /Height {image.height} {image.entries}"
        return (
            self._object(number, page)
            + self._object(number + 1, f"<< /Length {len(drawn)} >>", drawn)
            + self._object(number + 2, f"<< {shown} /Length {len(image.data)} >>", image.data)
        )

    def end(self) -> bytes:
        """The last bytes; without them no reader takes the file for whole."""
        kids = " ".join(f"{_FIRST_PAGE + 3 * page} 0 R" for page in range(self._pages))
        pages = self._object(2, f"<< /Type /Pages /Count {self._pages} /Kids [{kids}] >>")
        at, size = self._written, len(self._places) + 1
        lines = [f"xref\n0 {size}\n0000000000 65535 f \n"]
        lines += [f"{self._places[number]:010d} 00000 n \n" for number in range(1, size)]
        lines += [f"trailer\n<< /Size {size} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{at}\n%%EOF\n"]
        return pages + "".join(lines).encode()

    def _object(self, number: int, dictionary: str, stream: bytes | None = None) -> bytes:
        self._places[number] = self._written
        body = dictionary.encode()
        if stream is not None:
            body += b"\nstream\n" + stream + b"\nendstream"
        made = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        self._written += len(made)
        return made


def _unseen(text: str, left: float, low: float, wide: float, high: float) -> str:
    """The lines of the text, spread over the picture and not drawn; empty where there are none."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return ""
    step = high / (len(lines) + 1)
    made = ["BT 3 Tr\n"]
    for number, line in enumerate(lines, 1):
        codes = "".join(char for char in line if ord(char) <= _LAST_OF_PLANE)
        size = max(min(0.8 * step, 2 * wide / max(len(codes), 1), 12.0), 0.5)
        hexed = codes.encode("utf-16-be", "replace").hex()
        made.append(f"/F {size:.2f} Tf 1 0 0 1 {left:.2f} {low + high - number * step:.2f} Tm <{hexed}> Tj\n")
    return "".join([*made, "ET\n"])


def _placed(image: _Image) -> tuple[tuple[float, float], float, float, float, float]:
    """Sheet, and left, low, width and height of the picture on it (points), as large as fits."""
    short, long = PAPER_POINTS
    sheet = (long, short) if image.width > image.height else (short, long)
    scale = min(sheet[0] / image.width, sheet[1] / image.height)
    wide, high = image.width * scale, image.height * scale
    return sheet, (sheet[0] - wide) / 2, (sheet[1] - high) / 2, wide, high


def _png(file: bytes) -> _Image:
    if not file.startswith(_PNG_SIGNATURE):
        raise PictureError("no PNG file")
    header, palette, data = b"", b"", []
    at = len(_PNG_SIGNATURE)
    while at + 8 <= len(file):
        length, kind = int.from_bytes(file[at : at + 4], "big"), file[at + 4 : at + 8]
        content = file[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            header = content
        elif kind == b"PLTE":
            palette = content
        elif kind == b"IDAT":
            data.append(content)
        at += length + 12
    if len(header) != 13 or not data:
        raise PictureError("PNG file without a picture")
    width, height = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    bits, colours, *_, interlaced = header[8:]
    if not width or not height or interlaced or bits not in (1, 2, 4, 8, 16):
        raise PictureError("PNG file of another form")
    count = 3 if colours == _RGB else 1
    decoding = f"/Predictor 15 /Colors {count} /BitsPerComponent {bits} /Columns {width}"
    entries = (
        f"/ColorSpace {_png_colours(colours, bits, palette)} /BitsPerComponent {bits} "
        f"/Filter /FlateDecode /DecodeParms << {decoding} >>"
    )
    return _Image(width, height, entries, b"".join(data))


def _png_colours(colours: int, bits: int, palette: bytes) -> str:
    if colours == _GREY:
        return "/DeviceGray"
    if colours == _RGB and bits >= 8:
        return "/DeviceRGB"
    if colours == _PALETTE and bits <= 8 and palette and len(palette) % 3 == 0:
        return f"[/Indexed /DeviceRGB {len(palette) // 3 - 1} <{palette.hex()}>]"
    raise PictureError("PNG file with other colours")


def _jpeg(file: bytes) -> _Image:
    if not file.startswith(b"\xff\xd8"):
        raise PictureError("no JPEG file")
    at = 2
    while at + 4 <= len(file) and file[at] == 0xFF:
        marker, length = file[at + 1], int.from_bytes(file[at + 2 : at + 4], "big")
        if marker in _SOF:
            return _jpeg_frame(file, file[at + 4 : at + 2 + length])
        at += 2 + length
    raise PictureError("JPEG file without a frame")


def _jpeg_frame(file: bytes, frame: bytes) -> _Image:
    if len(frame) < 6:
        raise PictureError("JPEG file that is cut")
    bits, count = frame[0], frame[5]
    height, width = int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")
    colours = _JPEG_COLOURS.get(count)
    if bits != 8 or colours is None or not width or not height:
        raise PictureError("JPEG file of another form")
    return _Image(width, height, f"/ColorSpace {colours} /BitsPerComponent 8 /Filter /DCTDecode", file)
