"""Files as people bring them, and as attackers do: made here, byte for byte.

The PDF writer is a minimal one of our own (ISO 32000-1 section 7.5): tests of a
reader should not rest on a second reader's idea of a file.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image
from pypdf import PdfReader, PdfWriter

A4_PT = (595, 842)
"""Width and height of A4 in points of 1/72 inch."""

WORDS = (
    *("Hakemus", "saapunut", "vireille", "asiakas", "viranomainen", "päätös", "liite", "selvitys"),
    *("edunvalvonta", "kuuleminen", "asumistuki", "perhe-etuudet", "määräaika", "allekirjoitus"),
)


@dataclass(slots=True)
class Pdf:
    """Objects of a PDF under construction; object numbers count from 1."""

    objects: list[bytes] = field(default_factory=list)

    def add(self, body: bytes) -> int:
        """Number of the new object."""
        self.objects.append(body)
        return len(self.objects)

    def stream(self, content: bytes, extra: bytes = b"") -> int:
        """Number of a new stream object holding `content`, deflated."""
        packed = zlib.compress(content)
        return self.add(
            b"<< /Length %d /Filter /FlateDecode %s>>\nstream\n%s\nendstream" % (len(packed), extra, packed)
        )

    def bytes(self, root: int) -> bytes:
        """The whole file with its cross-reference table."""
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, body in enumerate(self.objects, 1):
            offsets.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
        out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
            len(offsets) + 1,
            root,
            start,
        )
        return bytes(out)


def text_lines(page: int, lines: int = 45) -> list[str]:
    """Lines of a page of ordinary text; the first says which page it is."""
    body = [
        " ".join(WORDS[(page + line * 3 + word) % len(WORDS)] for word in range(9))
        for line in range(lines - 1)
    ]
    return [f"Sivu {page}", *body]


def page_content(lines: Sequence[str], size_pt: int = 10) -> bytes:
    """A content stream that writes `lines` from the top of an A4 page."""
    shown = b"".join(
        b"(%s) Tj T*\n" % line.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)") for line in lines
    )
    return b"BT /F1 %d Tf %d TL 60 780 Td\n%sET\n" % (size_pt, size_pt + 6, shown)


def pdf_of(contents: Sequence[bytes], media_box: tuple[int, int] = A4_PT) -> bytes:
    """A PDF with one page for each content stream."""
    pdf = Pdf()
    font = pdf.add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    streams = [pdf.stream(content) for content in contents]
    pages = len(pdf.objects) + len(streams) + 1
    kids = [
        pdf.add(
            b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R"
            b" /Resources << /Font << /F1 %d 0 R >> >> >>" % (pages, *media_box, stream, font)
        )
        for stream in streams
    ]
    pdf.add(
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    )
    return pdf.bytes(pdf.add(b"<< /Type /Catalog /Pages %d 0 R >>" % pages))


def text_pdf(pages: int = 1) -> bytes:
    """A PDF of ordinary text pages, A4."""
    return pdf_of([page_content(text_lines(page)) for page in range(pages)])


def encrypted_pdf() -> bytes:
    """A PDF that needs a password to be read."""
    writer = PdfWriter(PdfReader(io.BytesIO(text_pdf())))
    writer.encrypt("salasana", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def endless_pdf() -> bytes:
    """A page whose drawing takes for ever: forms that draw forms, 16 times each, 12 levels deep."""
    pdf = Pdf()
    inner = pdf.stream(b"0 0 1000 1000 re f " * 50, b"/Type /XObject /Subtype /Form /BBox [0 0 1000 1000] ")
    for _ in range(12):
        inner = pdf.stream(
            b"/X Do " * 16,
            b"/Type /XObject /Subtype /Form /BBox [0 0 1000 1000]"
            b" /Resources << /XObject << /X %d 0 R >> >> " % inner,
        )
    content = pdf.stream(b"/X Do")
    pages = len(pdf.objects) + 2
    page = pdf.add(
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
        b" /Resources << /XObject << /X %d 0 R >> >> >>" % (pages, content, inner)
    )
    pdf.add(b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % page)
    return pdf.bytes(pdf.add(b"<< /Type /Catalog /Pages %d 0 R >>" % pages))


def inflating_pdf(megabytes: int) -> bytes:
    """A page whose content stream is `megabytes` of spaces, deflated to a thousandth."""
    return pdf_of([b" " * (megabytes << 20) + b"0 0 100 100 re f"])


def hungry_pdf(width: int = 60_000, height: int = 60_000) -> bytes:
    """A page that shows an image of width x height grey pixels, stored in a few kilobytes."""
    pdf = Pdf()
    row = zlib.compressobj(9)
    packed = b"".join(row.compress(b"\x7f" * width) for _ in range(height)) + row.flush()
    image = pdf.add(
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray"
        b" /BitsPerComponent 8 /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream"
        % (width, height, len(packed), packed)
    )
    content = pdf.stream(b"595 0 0 842 0 0 cm /X Do")
    pages = len(pdf.objects) + 2
    page = pdf.add(
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
        b" /Resources << /XObject << /X %d 0 R >> >> >>" % (pages, content, image)
    )
    pdf.add(b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % page)
    return pdf.bytes(pdf.add(b"<< /Type /Catalog /Pages %d 0 R >>" % pages))


def picture(width: int, height: int) -> Image.Image:
    """A picture with many colours, like a photo: red grows to the right, green downwards."""
    ramp = Image.linear_gradient("L").resize((width, height))
    across = ramp.transpose(Image.Transpose.ROTATE_90).resize((width, height))
    return Image.merge("RGB", (across, ramp, Image.new("L", (width, height), 90)))


def image_file(image: Image.Image, image_format: str, **options: object) -> bytes:
    """The file of a Pillow image."""
    out = io.BytesIO()
    image.save(out, image_format, **options)
    return out.getvalue()


def png_header_only(width: int, height: int) -> bytes:
    """A PNG that claims width x height pixels and carries almost none (PNG section 11.2.2)."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)

    header = width.to_bytes(4) + height.to_bytes(4) + bytes((8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


def tiff_of(pages: int, width: int = 40, height: int = 30, compression: str = "tiff_deflate") -> bytes:
    """A TIFF of so many pages, as scanners make them; each shows its number as a grey."""
    frames = [Image.new("L", (width, height), number % 256) for number in range(pages)]
    return image_file(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression=compression)


def tiff_header_only(width: int, height: int) -> bytes:
    """A TIFF that claims width x height grey pixels and carries four (TIFF 6.0 section 2)."""
    entries = (
        *((256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1)),
        *((273, 4, 8), (277, 3, 1), (278, 4, height), (279, 4, 4)),
    )
    body = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    return b"II*\0" + struct.pack("<I", 12) + b"\x7f" * 4 + struct.pack("<H", len(entries)) + body + bytes(4)


def tiff_circle() -> bytes:
    """A TIFF of two pages whose second names the first as the next one."""
    content = bytearray(tiff_of(2, compression="raw"))
    (first,) = struct.unpack_from("<I", content, 4)
    (entries,) = struct.unpack_from("<H", content, first)
    (second,) = struct.unpack_from("<I", content, first + 2 + 12 * entries)
    (entries,) = struct.unpack_from("<H", content, second)
    struct.pack_into("<I", content, second + 2 + 12 * entries, first)
    return bytes(content)


def webp_header_only(width: int, height: int) -> bytes:
    """A WebP that claims width x height pixels and carries none (WebP Container Specification)."""
    head = bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunk = b"VP8X" + len(head).to_bytes(4, "little") + head
    return b"RIFF" + (len(chunk) + 4).to_bytes(4, "little") + b"WEBP" + chunk


def recursive_pdf(what: str) -> bytes:
    """A PDF that holds itself: its page tree (`pages`) or a drawing that draws itself (`drawing`)."""
    pdf = Pdf()
    if what == "pages":
        pdf.add(b"<< /Type /Pages /Count 3 /Kids [1 0 R 1 0 R 2 0 R] /Parent 1 0 R >>")
        pdf.add(b"<< /Type /Page /Parent 1 0 R /MediaBox [0 0 595 842] >>")
        return pdf.bytes(pdf.add(b"<< /Type /Catalog /Pages 1 0 R >>"))
    own = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 1 0 R >> >> "
    pdf.stream(b"/X Do " * 8, own)
    content = pdf.stream(b"/X Do")
    page = pdf.add(
        b"<< /Type /Page /Parent 4 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
        b" /Resources << /XObject << /X 1 0 R >> >> >>" % content
    )
    pdf.add(b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % page)
    return pdf.bytes(pdf.add(b"<< /Type /Catalog /Pages 4 0 R >>"))


def scripted_pdf() -> bytes:
    """A page of text with JavaScript that would speak, send and start at its opening."""
    pdf = Pdf()
    font = pdf.add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    content = pdf.stream(page_content(["Sivu 0"]))
    script = b"app.alert('x'); this.submitForm('http://127.0.0.1:9/'); app.launchURL('file:///etc/passwd');"
    action = pdf.add(
        b"<< /Type /Action /S /JavaScript /JS (%s) >>" % script.replace(b"(", b"\\(").replace(b")", b"\\)")
    )
    launch = pdf.add(b"<< /Type /Action /S /Launch /F (/bin/sh) >>")
    page = pdf.add(
        b"<< /Type /Page /Parent 6 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /AA << /O %d 0 R >>"
        b" /Resources << /Font << /F1 %d 0 R >> >> >>" % (content, launch, font)
    )
    pdf.add(b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % page)
    names = b"/Names << /JavaScript << /Names [(a) %d 0 R] >> >>" % action
    return pdf.bytes(pdf.add(b"<< /Type /Catalog /Pages 6 0 R /OpenAction %d 0 R %s >>" % (action, names)))
