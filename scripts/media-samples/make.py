"""Makes the sample files of the media readers' tests with the tools that people use, or their like.

    pip install pillow==13.0.0 pillow-heif psd-tools fonttools brotli python-docx python-pptx openpyxl
    python scripts/media-samples/make.py

Writes into electron/media/testing/samples; what it wrote is committed.
"""
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


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    photoshop()
    heic()
    fonts()
    office()
    for file in sorted(OUT.iterdir()):
        print(f"{file.stat().st_size:8} {file.name}")
