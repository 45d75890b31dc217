"""PDF files of a test's own: pages of lines of text, each where it is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Line(NamedTuple):
    """A line of text, `x` and `y` points from the lower left corner of an A4 page, in Helvetica of a size."""

    text: str
    x: float
    y: float
    size: float = 11


def column(
    text: str, *, top: float = 740, x: float = 72, leading: float = 14, size: float = 11
) -> list[Line]:
    """Lines below one another; an empty one leaves half a line free."""
    lines, y = [], top
    for line in text.split("\n"):
        if line:
            lines.append(Line(line, x, y, size))
            y -= leading
        else:
            y -= leading / 2
    return lines


def pdf(pages: Sequence[Sequence[Line]], **about: str) -> bytes:
    """The file. `about` are entries of its information dictionary: Title, CreationDate."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        shown = b"\n".join(_shown(line) for line in lines)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            f"<< /Length {len(shown)} >>\nstream\n".encode() + shown + b"\nendstream",
        ]
    entries = " ".join(f"/{name} ({value})" for name, value in about.items())
    objects.append(f"<< {entries} >>".encode("cp1252"))
    return _file(objects)


def _shown(line: Line) -> bytes:
    text = line.text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return (
        f"BT /F1 {line.size} Tf 1 0 0 1 {line.x} {line.y} Tm (".encode() + text.encode("cp1252") + b") Tj ET"
    )


def _file(objects: Sequence[bytes]) -> bytes:
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size, start = len(objects) + 1, len(written)
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return written + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()
