"""Papers for the journeys, made by the tests."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont


def form_pdf(pages: int = 3, title: str = "Hakemus-DEMO") -> bytes:
    """A made-up form of so many A4 pages, each with its number in large print."""
    font = ImageFont.load_default(size=48)
    sheets = []
    for number in range(1, pages + 1):
        sheet = Image.new("L", (1240, 1754), 255)
        draw = ImageDraw.Draw(sheet)
        draw.text((100, 100), f"{title}\nSivu {number} / {pages}", fill=0, font=font)
        for row in range(6):
            top = 400 + row * 160
            draw.rectangle((100, top, 1140, top + 90), outline=0, width=3)
        sheets.append(sheet)
    output = io.BytesIO()
    sheets[0].save(output, "PDF", save_all=True, append_images=sheets[1:], resolution=150)
    return output.getvalue()
