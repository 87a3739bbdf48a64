"""Make the shipped font: a subset of Noto Sans CJK SC under the SIL Open Font License.

    python qualcode/figures/fonts/make_subset.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

The source is Debian's package fonts-noto-cjk. The same source gives the same bytes. The family is renamed, so that
nobody takes the subset for the whole font; the licence lies beside it in ``OFL.txt``.
"""

import sys
from pathlib import Path

FAMILY = "Qualcode Sans SC"
OUTPUT = Path(__file__).parent / "QualcodeSansSC-subset.otf"
#: Characters outside GB 2312 and Big5 level 1 that names of people and places and dialect words use.
EXTRA = (
    "冇囍嬢孃嘚嘞噻嗮囗囧搊掞跶蹅趖跍莂挼搲炟摝撋丼咗嚟啲嘢佢唔喺咁嘅哋攞瞓嗰尛嫑覅㘰㙍㳇〇𠮷圞碥嵛崀垭埡砼墘邛崃髙"
    "喆堃犇垚昇珺玥镕祎翀晞焜昊晟晗晖暄曦旻旸昕玮珏珣珩琤琮琬瑀瑄璟璠瓅甯祺禛禔稹竑筠筱綦翎翙苒苡茜荃菡萱蓁蘅虓豳贇赟逄郗郧邴酆"
    "钰钊铄铖铭锟锴镔闵隗雒霁韬韫颀颉馥骁骐骞骢鲲黛龑䶮婧妤姝娴婳嫣嬿孜宓峣嶷巍廙彧恺悆愔懿戬旸斐旒昉昪晔杲桢楠榛槿樾沁泓洵浠浥"
    "涵淇淏渌溦滢漪潆澍濂濯炀炜烜焱煊煜熠熹燊爔玘珈珵琎琰琲瑗瑷璐璘璨瓒淼鑫劼勍喬"
)


def characters() -> set[int]:
    """Return the code points to keep: what simplified and everyday traditional text and figures need."""
    kept = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100)) | {ord(character) for character in EXTRA}
    for low, high in ((0x2010, 0x2027), (0x2030, 0x203B), (0x2160, 0x216B), (0x2190, 0x2199), (0x2460, 0x2473),
                      (0x2500, 0x257F), (0x25A0, 0x25CF), (0x3000, 0x303F), (0xFE30, 0xFE4F), (0xFF01, 0xFFE5)):
        kept |= set(range(low, high + 1))
    for encoding, rows in (("gb2312", range(0xA1, 0xF8)), ("big5", range(0xA4, 0xC7))):
        for row in rows:
            for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
                kept |= {ord(character) for character in bytes((row, cell)).decode(encoding, "ignore")}
    return kept


def make_subset(source: Path, output: Path = OUTPUT) -> Path:
    """Write the subset of the Simplified Chinese face of ``source``.

    Args:
        source: ``NotoSansCJK-Regular.ttc``.
        output: Where the subset goes.

    Returns:
        ``output``.
    """
    from fontTools import subset
    from fontTools.ttLib import TTCollection

    face = next(font for font in TTCollection(source).fonts if font["name"].getDebugName(1) == "Noto Sans CJK SC")
    options = subset.Options(
        hinting=False, layout_features=[], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True,
        drop_tables=[*subset.Options._drop_tables_default, "GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx"],
        recalc_timestamp=False,
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(face)
    _rename(face)
    face.recalcTimestamp = False
    face.save(output)
    return output


def _rename(face) -> None:  # type: ignore[no-untyped-def]
    postscript = FAMILY.replace(" ", "") + "-Regular"
    version = face["name"].getDebugName(5)
    for record, said in ((1, FAMILY), (2, "Regular"), (3, f"{postscript};subset of Noto Sans CJK SC {version}"),
                         (4, FAMILY), (6, postscript)):
        face["name"].setName(said, record, 3, 1, 0x409)
    face["name"].names = [name for name in face["name"].names if (name.platformID, name.langID) == (3, 0x409)]
    outlines = face["CFF "].cff
    outlines.fontNames = [postscript]
    outlines.topDictIndex[0].FullName = outlines.topDictIndex[0].FamilyName = FAMILY


if __name__ == "__main__":
    sys.stdout.write(f"{make_subset(Path(sys.argv[1]))}\n")
