"""Build the bundled font: Noto Sans CJK SC cut to GB 2312, Latin and symbols, as TrueType.

    python tools/build_fonts.py [--source DIR]

Needs Debian's package fonts-noto-cjk. The result is the same whenever it is built: family Xiaoyi
Sans, Regular and Bold, under the OFL beside it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

FAMILY = "Xiaoyi Sans"
FACE = 2  # Simplified Chinese, in the collections of Debian's package
# TrueType wants these in the maxp table; a font without instructions has nothing to count.
MAXP_FIELDS = [
    "maxZones",
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxComponentElements",
    "maxPoints",
    "maxContours",
    "maxCompositePoints",
    "maxCompositeContours",
    "maxComponentDepth",
]
EXTRA = "蹚"  # in the report, not in GB 2312
TARGET = Path(__file__).parents[1] / "xiaoyi_data" / "assets" / "fonts"
SYMBOLS = (
    "℃㎡㎥≥≤≠≈−–—…×÷±→←↑↓△▲▼▽●○◆■□§¥￥€£°′″·•‰％〇"
    "「」『』【】〈〉《》〔〕（）“”‘’、。，．：；？！～〜－＋＝＜＞／"
    "①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄½¼∞√"
)


def characters() -> set[int]:
    """Return the code points kept: Latin, symbols, full-width forms and all of GB 2312."""
    kept = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | set(map(ord, SYMBOLS + EXTRA))
    kept |= set(range(0xFF01, 0xFF5F))
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                kept.add(ord(bytes([high, low]).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return kept


def build(source: Path, style: str, weight: int, target: Path) -> None:
    """Cut one weight, turn its outlines into TrueType, rename it and write it."""
    font = TTFont(source, fontNumber=FACE, recalcTimestamp=False)
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)

    order, glyphs = font.getGlyphOrder(), font.getGlyphSet()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, outlines
    del font["CFF "]
    font["maxp"].tableVersion = 0x00010000
    for field in MAXP_FIELDS:
        setattr(font["maxp"], field, 1 if field == "maxZones" else 0)
    font["post"].formatType = 3.0
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\x00\x01\x00\x00"

    bold = style == "Bold"
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = 0x20 if bold else 0x40
    font["head"].macStyle = 1 if bold else 0
    names = font["name"]
    notice = next(record.toUnicode() for record in names.names if record.nameID == 0)
    names.names = []
    for number, text in {
        0: notice,
        1: FAMILY,
        2: style,
        3: f"{FAMILY} {style}",
        4: f"{FAMILY} {style}",
        6: f"{FAMILY.replace(' ', '')}-{style}",
        13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
        14: "https://openfontlicense.org",
    }.items():
        names.setName(text, number, 3, 1, 0x409)
    font.save(target)


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the bundled font.")
    parser.add_argument("--source", type=Path, default=Path("/usr/share/fonts/opentype/noto"))
    folder = parser.parse_args().source
    for style, weight in (("Regular", 400), ("Bold", 700)):
        source = folder / f"NotoSansCJK-{style}.ttc"
        if not source.exists():
            print(f"{source} is missing: install Debian's fonts-noto-cjk", file=sys.stderr)
            return 1
        target = TARGET / f"{FAMILY.replace(' ', '')}-{style}.ttf"
        build(source, style, weight, target)
        print(f"{target.name}: {target.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
