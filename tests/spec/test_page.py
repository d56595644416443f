"""Pictures on paper: tagged, with words for those who do not see, fonts inside, and the same bytes twice."""

import io

import numpy as np
import pytest

from flowmap.errors import PictureError
from flowmap.show import draw_way, write_pdf, write_png, write_svg
from flowmap.show.page import pdf_bytes, png_bytes, quoted
from flowmap.show.picture import Picture
from flowmap.words import show_in
from tests.ways import anna

MILLIMETRES = 72 / 25.4


@pytest.fixture(scope="module")
def picture() -> Picture:
    contacts, group, found = anna()
    return draw_way(contacts, patient="P07", group=group, findings=found)


@pytest.mark.parametrize(("paper", "width", "height"), [("a3", 420, 297), ("a4", 297, 210)])
def test_a_page_is_tagged_and_speaks_its_language(picture, paper, width, height):
    """PDF/UA-1: tags, a title, the language, and the picture in words."""
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(pdf_bytes(picture, paper=paper)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("sv")
    assert reader.metadata.title == picture.title
    assert b"pdfuaid:part" in reader.xmp_metadata.stream.get_data()
    box = reader.pages[0].mediabox
    assert float(box.width) == pytest.approx(width * MILLIMETRES, abs=1)
    assert float(box.height) == pytest.approx(height * MILLIMETRES, abs=1)
    assert any(picture.alt[:60] in words for words in _alternatives(root["/StructTreeRoot"]))


def _alternatives(node) -> list[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [words for child in node for words in _alternatives(child)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + (_alternatives(node["/K"]) if "/K" in node else [])


def test_text_in_the_page_is_text_and_its_fonts_are_inside(picture):
    """What the picture says can be searched and read aloud; DejaVu Sans is embedded, nothing else is used."""
    import pymupdf

    with pymupdf.open(stream=pdf_bytes(picture)) as document:
        words = document[0].get_text()
        fonts = document[0].get_fonts(full=True)
    assert "Jag och mina" in words
    assert "Vårdtillfälle 9 dagar" in words
    assert fonts
    assert {font[3].split("+")[-1].split("-")[0] for font in fonts} == {"DejaVuSans"}
    assert all(font[1] != "n/a" for font in fonts)  # a font file is embedded


def test_the_same_picture_gives_the_same_bytes(picture):
    """No clock and no machine shows in a page or an image."""
    assert pdf_bytes(picture) == pdf_bytes(picture)
    assert png_bytes(picture) == png_bytes(picture)


def test_an_image_has_the_projectors_size(picture):
    """PNG of exactly the pixels asked for."""
    for size in ((1920, 1080), (1280, 720)):
        image = png_bytes(picture, width=size[0], height=size[1])
        assert image[:8] == b"\x89PNG\r\n\x1a\n"
        assert (int.from_bytes(image[16:20]), int.from_bytes(image[20:24])) == size


@pytest.mark.parametrize("size", [12, 14.5])
@pytest.mark.parametrize("height", [905.77, 1001.3, 1080.0])
def test_no_row_of_pixels_is_lost_and_no_letter_is_cut(height, size):
    """Whatever a picture's height, a line of letters has as much ink wherever it stands in the image."""
    from matplotlib.image import imread

    lines = [30 + 24.1 * number for number in range(36)]
    letters = "".join(f'<text x="20" y="{y:.2f}" font-size="{size}">hbdklHEf</text>' for y in lines)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="1920" height="{height}">{letters}</svg>'
    image = imread(io.BytesIO(png_bytes(Picture(svg, 1920, height, "Rader", "Rader"))))
    assert image.shape[:2] == (1080, 1920)
    ink = (1 - image[..., :3].mean(axis=2)).sum(axis=1)
    top = (1080 - height) / 2
    amounts = np.array([ink[round(top + y) - 16 : round(top + y) + 7].sum() for y in lines])
    assert amounts.min() > 0.96 * amounts.mean() > 20


def test_pictures_are_pages_of_one_document(picture):
    """Fourteen ways make one file to print."""
    import pypdf

    assert len(pypdf.PdfReader(io.BytesIO(pdf_bytes([picture, picture, picture]))).pages) == 3


def test_no_picture_is_a_sentence():
    """There must be something to write."""
    with pytest.raises(PictureError, match="ingen bild att skriva"):
        pdf_bytes([])


def test_words_for_the_page_are_never_markup(picture):
    """A title that looks like typst's language is shown as it is."""
    wild = Picture(picture.svg, picture.width, picture.height, '#eval("1") $x$ \\', 'a "b" #c [d] \\e')
    assert pdf_bytes(wild)
    assert quoted('#x "y" \\') == '"#x \\"y\\" \\\\"'


def test_english_pages_say_so(picture):
    """The page's language follows the screen."""
    import pypdf

    with show_in("en"):
        reader = pypdf.PdfReader(io.BytesIO(pdf_bytes(picture)))
    assert reader.trailer["/Root"]["/Lang"].startswith("en")


def test_files_are_written_whole(picture, tmp_path):
    """PDF, PNG and SVG land where they should."""
    assert write_pdf(picture, tmp_path / "vag.pdf", paper="a4").path.read_bytes()[:5] == b"%PDF-"
    assert write_png(picture, tmp_path / "vag.png").path.read_bytes()[1:4] == b"PNG"
    assert write_svg(picture, tmp_path / "vag.svg").path.read_text(encoding="utf-8") == picture.svg
