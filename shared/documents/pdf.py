"""A document on paper: A4, and the same bytes whenever it is printed from the same words.

The letters are those of Bitstream Vera, which comes with ReportLab and may be embedded. A sign that it does
not have is printed as its number in Unicode, in brackets, and a line below says so: nothing is lost, and
nothing is guessed.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from textwrap import wrap
from threading import Lock
from typing import Any
from xml.sax.saxutils import escape

import reportlab
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from shared.documents.filling import Block, Heading, Page

PLAIN, BOLD = "Vera", "VeraBd"
SIDE, TOP, BOTTOM, LABEL = 25 * mm, 22 * mm, 22 * mm, 52 * mm
WIDTH = A4[0] - 2 * SIDE
PADDING = 6  # points that ReportLab leaves around what flows
BODY = ParagraphStyle("body", fontName=PLAIN, fontSize=9.5, leading=14.5, alignment=TA_JUSTIFY, spaceAfter=6)
VALUE = ParagraphStyle("value", BODY, alignment=0, spaceAfter=0)
HEADING = ParagraphStyle(
    "heading", BODY, fontName=BOLD, alignment=0, spaceBefore=6, spaceAfter=4, keepWithNext=True
)
CENTRED = ParagraphStyle("centred", BODY, alignment=TA_CENTER, spaceAfter=0)
LETTERHEAD = ParagraphStyle("letterhead", CENTRED, fontName=BOLD, fontSize=11.5, leading=16)
TITLE = ParagraphStyle("title", CENTRED, fontName=BOLD, fontSize=11, leading=16, spaceBefore=12)
NOTE = ParagraphStyle("note", BODY, fontSize=7.5, leading=10, spaceBefore=8)
SMALL = 7.5  # points: what stands in the margins
AT_ONCE = 3000
"""Signs of a text that are laid out together: of a longer one each page would lay out all the rest again."""
SIGNED = 20 * mm
"""Room to sign in."""
REPLACED = "[U+XXXX]: tanda yang tidak ada dalam huruf naskah ini, dengan nomornya dalam Unicode."
_one_at_a_time = Lock()
"""ReportLab keeps its fonts for the whole process."""


def printed(page: Page) -> bytes:
    """The document as PDF. No clock and no chance has a part in it."""
    with _one_at_a_time:
        _fonts()
        told = _Signs()
        flow = [*_flow(page, told)]
        if told.replaced:
            flow.append(Paragraph(REPLACED, NOTE))
        title = f"{page.title} Nomor {page.number}"
        into = BytesIO()
        document = SimpleDocTemplate(
            into,
            pagesize=A4,
            leftMargin=SIDE - PADDING,
            rightMargin=SIDE - PADDING,
            topMargin=TOP,
            bottomMargin=BOTTOM,
            title=title,
            author=page.letterhead[0],
            subject=page.marking,
            creator="Netral",
            lang="id-ID",
            invariant=1,
        )
        document.build(flow, canvasmaker=_margins(page, title))
        return into.getvalue()


@cache
def _fonts() -> frozenset[int]:
    """Make the letters known; the signs that there are."""
    folder = Path(reportlab.__file__).parent / "fonts"
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    glyphs = (pdfmetrics.getFont(name).face.charToGlyph for name in (PLAIN, BOLD))
    # glyph 0 is the empty box of a sign that the letters name and do not have
    return frozenset.intersection(*(frozenset(sign for sign in each if each[sign]) for each in glyphs))


class _Signs:
    """Makes text safe to print: signs without a letter are replaced, and what would be markup is not."""

    def __init__(self) -> None:
        self.replaced = False

    def __call__(self, text: str) -> str:
        signs = (" " if sign.isspace() else sign for sign in unicodedata.normalize("NFC", text))
        runs = groupby(signs, lambda sign: sign == " " or ord(sign) in _fonts())
        return escape("".join("".join(run) if there else self._numbers(run) for there, run in runs))

    def _numbers(self, run: Iterable[str]) -> str:
        """Signs that stand together, with spaces at which a line may end."""
        self.replaced = True
        return f"[{' '.join(f'U+{ord(sign):04X}' for sign in run)}]"


def _flow(page: Page, told: Callable[[str], str]) -> Iterator[Flowable]:
    if page.form:
        yield Paragraph(told(page.form), NOTE)
    for line in page.letterhead:
        yield Paragraph(told(line), LETTERHEAD)
    yield Spacer(1, 3 * mm)
    yield HRFlowable(width="100%", thickness=1.2, color=colors.black, spaceAfter=2 * mm)
    yield Paragraph(told(page.title).upper(), TITLE)
    yield Paragraph(f"Nomor: {told(page.number)}", CENTRED)
    yield Spacer(1, 5 * mm)
    *before, last = page.blocks
    for block in before:
        yield from _block(block, told)
    # nobody signs a page that says nothing
    yield KeepTogether([*_block(last, told), Spacer(1, 6 * mm), _signatures(page.signatures, told)])


def _block(block: Block, told: Callable[[str], str]) -> Iterator[Flowable]:
    match block:
        case Heading(text):
            yield Paragraph(told(text), HEADING)
        case str():
            for line in filter(None, map(str.strip, block.splitlines())):
                yield from (Paragraph(told(piece), BODY) for piece in wrap(line, AT_ONCE))
        case _:
            cells = [
                [Paragraph(told(label), VALUE), Paragraph(":", VALUE), Paragraph(told(value), VALUE)]
                for label, value in block
            ]
            yield _table(cells, [LABEL, 4 * mm, WIDTH - LABEL - 4 * mm])
            yield Spacer(1, 2.5 * mm)


def _signatures(signatures: Sequence[Sequence[str]], told: Callable[[str], str]) -> Flowable:
    """Side by side, all of them signed at one height; one alone stands on the right."""
    columns = [(), *signatures] if len(signatures) == 1 else signatures
    above = [[Paragraph(told(line), CENTRED) for line in lines[:-1]] for lines in columns]
    names = [[Paragraph(told(line), CENTRED) for line in lines[-1:]] for lines in columns]
    room = [Spacer(1, SIGNED) for _ in columns]
    return _table([above, room, names], [WIDTH / len(columns)] * len(columns))


def _table(cells: list[list[Any]], widths: list[float]) -> Table:
    plain = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2 * mm),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ]
    return Table(cells, colWidths=widths, style=plain, hAlign="LEFT")


def _margins(page: Page, title: str) -> Callable[..., Canvas]:
    """A canvas that writes into the margins once it is known how many pages there are."""

    class Margins(Canvas):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, state in enumerate(self._pages, 1):
                self.__dict__.update(state)
                self.setFont(BOLD, 9)
                self.drawCentredString(A4[0] / 2, A4[1] - 12 * mm, page.marking)
                self.setFont(PLAIN, SMALL)
                self.drawString(SIDE, 12 * mm, title)
                self.drawRightString(A4[0] - SIDE, 12 * mm, f"Halaman {number} dari {len(self._pages)}")
                super().showPage()
            super().save()

    return Margins
