"""Makes the sample files of the media readers' tests with the tools that people use, or their like.

    pip install pillow==13.0.0 pillow-heif psd-tools fonttools brotli python-docx python-pptx openpyxl
    python scripts/media-samples/make.py

Writes into electron/media/testing/samples; what it wrote is committed.
"""
import base64
import io
import struct
import subprocess
import tempfile
import zipfile
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

HERE = Path(__file__).parent
OUT = Path(__file__).parents[2] / "electron/media/testing/samples"

# Left to right: what the tests look for at an eighth, three eighths and so on.
BARS = ((200, 40, 30), (40, 160, 60), (30, 60, 200), (240, 240, 240))


def bars(width=320, height=160):
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for i, color in enumerate(BARS):
        draw.rectangle((i * width // 4, 0, (i + 1) * width // 4, height), fill=color)
    return image


def photoshop():
    from psd_tools import PSDImage
    from psd_tools.constants import Compression

    def save(name, image, compression=Compression.RLE, **kw):
        PSDImage.frompil(image, compression=compression, **kw).save(OUT / name)

    save("rgb.psd", bars())
    save("raw.psd", bars(64, 32), Compression.RAW)
    save("grey.psd", bars().convert("L"))
    # Photoshop stores ink the other way round, which psd-tools leaves to its callers.
    save("cmyk.psd", ImageChops.invert(bars().convert("CMYK")))


def heic():
    import pillow_heif

    pillow_heif.register_heif_opener()
    exif = Image.Exif()
    exif[0x10F], exif[0x110] = "Apple", "iPhone 15"
    bars().save(OUT / "photo.heic", quality=80, exif=exif)
    # Turning is a property of the container here; what EXIF repeats of it must not turn the picture again.
    exif[0x112] = 6
    bars().save(OUT / "exif-turned.heic", quality=80, exif=exif)
    # In tiles, as phones store everything.
    bars(1024, 512).save(OUT / "tiles.heic", quality=60, tile_size=256)
    glass = bars().convert("RGBA")
    glass.putalpha(128)
    glass.save(OUT / "glass.heic", quality=80)
    # The numbers of a wide colour space, as phones store them.
    wide = Image.new("RGB", (64, 64), (180, 60, 50))
    wide.save(OUT / "wide.heic", quality=95, icc_profile=(HERE / "p3.icc").read_bytes())
    bars().save(OUT / "photo.avif", quality=80)


def fonts():
    """Pretendard (SIL Open Font License) with the letters that a specimen shows."""
    from fontTools import subset
    from fontTools.ttLib import TTCollection, TTFont

    pretendard = HERE.parents[1] / "node_modules/pretendard/dist"
    text = "가나다람쥐헌쳇바퀴에타고파ABCabcThequickbrownfoxjumps0123456789&?!% ₩"

    def save(name, source, text, flavor=None):
        options = subset.Options(name_IDs=["*"], name_languages=["*"], flavor=flavor, layout_features=["kern", "mark"])
        font = subset.load_font(str(source), options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=text)
        subsetter.subset(font)
        subset.save_font(font, str(OUT / name), options)

    bold = pretendard / "public/static/Pretendard-Bold.otf"
    save("korean.otf", bold, text)
    save("korean.woff", bold, text, "woff")
    save("korean.woff2", bold, text, "woff2")
    variable = pretendard / "public/variable/PretendardVariable.ttf"
    save("variable.ttf", variable, "Thequickbrownfoxjumps Aa019")
    # With the transformed outlines that only this format has.
    save("variable.woff2", variable, "Thequickbrownfoxjumps Aa019", "woff2")
    save("symbols.ttf", variable, "←↑→↓■□▲△●○★☆♥")
    collection = TTCollection()
    collection.fonts = [TTFont(OUT / "variable.ttf"), TTFont(OUT / "symbols.ttf")]
    collection.save(OUT / "faces.ttc")


def office():
    import docx
    import openpyxl
    import pptx
    from pptx.util import Pt

    document = docx.Document()
    document.core_properties.title = "겨울 캠페인 기획서"
    document.core_properties.author = "김민지"
    document.core_properties.keywords = "겨울, campaign"
    document.add_heading("겨울 캠페인", 0)
    document.add_paragraph("빨간 하이힐 & <신상> 코트를 소개합니다.")
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "예산", "Budget"
    document.save(OUT / "plan.docx")

    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Pt(960), Pt(540)
    for title in ("첫 장: 목표", "Second slide"):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
    deck.slides[0].notes_slide.notes_text_frame.text = "발표자 노트"
    deck.save(OUT / "deck.pptx")

    book = openpyxl.Workbook()
    book.active.title = "매체비"
    book.active.append(["네이버", 1200, "Search ads"])
    book.save(OUT / "budget.xlsx")

    with zipfile.ZipFile(OUT / "bomb.docx", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bomb:
        bomb.writestr("[Content_Types].xml", zipfile.ZipFile(OUT / "plan.docx").read("[Content_Types].xml"))
        bomb.writestr("word/document.xml", "<w:document><w:p><w:t>" + "겨울 " * 6_000_000)
        bomb.writestr("docProps/core.xml", "<a>" + "<b " * 3_000_000)


def postscript():
    """EPS in its forms, by Ghostscript's ps2epsi and by hand as Adobe's technical note 5002 has it."""
    program = b"""%!PS-Adobe-3.0 EPSF-3.0
%%BoundingBox: 0 0 200 100
%%Title: (\\352\\262\\250\\354\\232\\270 logo \\(1\\))
%%Creator: Adobe Illustrator(R) 8
%%EndComments
0 0 100 100 rectfill
showpage
%%EOF
"""
    (OUT / "plain.eps").write_bytes(program)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made.epsi"
        subprocess.run(["ps2epsi", OUT / "plain.eps", made], check=True)
        # Its bitmap takes a digit pair a pixel; the program behind it is Ghostscript's own.
        text = made.read_bytes()
        (OUT / "preview.epsi").write_bytes(text[: text.index(b"%%EndPreview") + 14])
    tiff = io.BytesIO()
    bars(160, 80).save(tiff, "TIFF", compression="tiff_lzw")
    picture = tiff.getvalue()
    places = (30, len(program), 0, 0, 30 + len(program), len(picture))
    header = struct.pack("<I6IH", 0xC6D3D0C5, *places, 0xFFFF)
    (OUT / "preview.eps").write_bytes(header + program + picture)
    jpeg = io.BytesIO()
    bars(160, 80).save(jpeg, "JPEG", quality=90)
    xmp = f"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>
<rdf:li xml:lang="x-default">겨울 로고</rdf:li></rdf:Alt></dc:title></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmpGImg="http://ns.adobe.com/xap/1.0/g/img/"><xmpGImg:image>{
base64.b64encode(jpeg.getvalue()).decode().replace("A", "A&#xA;", 3)}</xmpGImg:image></rdf:Description>
</rdf:RDF></x:xmpmeta>"""
    (OUT / "thumbnail.eps").write_bytes(
        program.replace(b"%%EndComments", b"%%EndComments\n" + xmp.encode() + b"\n"))
    bars().save(OUT / "compatible.ai", "PDF")


def printing():
    """The inks of colours.py side by side, as Adobe's programs store them; the test puts the profile in."""
    from colours import INKS

    stripe = Image.new("CMYK", (16 * len(INKS), 16))
    for i, ink in enumerate(INKS):
        stripe.paste(ink, (16 * i, 0, 16 * i + 16, 16))
    stripe.save(OUT / "inks.jpg", quality=98, subsampling=0)


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    photoshop()
    heic()
    fonts()
    office()
    postscript()
    printing()
    for file in sorted(OUT.iterdir()):
        print(f"{file.stat().st_size:8} {file.name}")
