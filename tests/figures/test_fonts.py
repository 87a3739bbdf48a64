"""Chinese is drawn with a font that has it, or not at all."""

from pathlib import Path

import pytest

from qualcode.errors import NotComputableError
from qualcode.figures import fonts
from qualcode.figures.fonts import MISSING, SHIPPED, choose_font
from qualcode.figures.fonts.make_subset import characters


@pytest.fixture
def bare_machine(monkeypatch):
    """Hide every system font."""
    monkeypatch.setattr(fonts, "system_fonts", lambda _beginnings: ())


def latin_font():
    """Return a font without Han that matplotlib carries."""
    import matplotlib as mpl

    return Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


def test_the_shipped_font_serves_a_machine_without_fonts(bare_machine):
    """Simplified, traditional and dialect characters, digits and punctuation are all there."""
    font = choose_font(["数字形式主义 數位治理 莫得 冇 嘞 嬢嬢 邛崃 䶮", "紓困 鈺瑋 姵妤 回饋", "n = 12，（%）×〓0.5"])
    assert (font.path, font.source, font.missing) == (SHIPPED, "shipped", ())
    assert font.note() == ""


def test_a_rare_character_is_named_and_marked(bare_machine):
    """One rare character in many is drawn as 〓 and named in the note."""
    font = choose_font(["村民能力与数字素养有限 㐀 平台"])
    assert font.missing == ("㐀",)
    assert font.drawable("㐀村") == MISSING + "村"
    assert "U+3400" in font.note()


def test_many_missing_characters_are_an_error_with_a_remedy(bare_machine):
    """Boxes are never drawn."""
    with pytest.raises(NotComputableError, match="Noto Sans CJK"):
        choose_font(["㐀䲜𪚥𠔻"])


def test_the_users_font_comes_first_and_is_refused_when_it_lacks_han():
    """A given font is taken when it can draw the text and refused, with numbers, when it cannot."""
    assert choose_font(["村"], SHIPPED).source == "given"
    with pytest.raises(NotComputableError, match=r"DejaVuSans.ttf lacks \d+ of the \d+"):
        choose_font(["数字形式主义"], latin_font())


def test_a_file_that_is_no_font_is_refused(tmp_path):
    """The message names the file."""
    wrong = tmp_path / "x.ttf"
    wrong.write_text("no font")
    with pytest.raises(NotComputableError, match=r"x\.ttf"):
        choose_font(["村"], wrong)


def test_a_system_font_is_preferred_when_it_has_everything(monkeypatch):
    """System font, then shipped font: the first one that lacks nothing wins."""
    monkeypatch.setattr(fonts, "system_fonts", lambda beginnings: (latin_font(),) if "msyh." in beginnings else ())
    assert choose_font(["村"]).source == "shipped"
    monkeypatch.setattr(fonts, "MISSING", "x")
    assert choose_font(["abc"]).source == "system"


def test_system_fonts_are_regular_static_and_in_order_of_liking(monkeypatch):
    """Bold faces and variable fonts, which are drawn as hair lines, are passed over."""
    found = ["/f/simsun.ttc", "/f/msyhbd.ttc", "/f/NotoSansSC-VF.ttf", "/f/msyh.ttc", "/f/NotoSansSC-Light.otf",
             "/f/NotoSansSC-Regular.otf", "/f/NotoSansSC-Bold.otf", "/f/arial.ttf"]
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", lambda: found)
    ranked = fonts.system_fonts.__wrapped__(("notosanssc", "msyh.", "simsun"))
    expected = ["NotoSansSC-Regular.otf", "NotoSansSC-Light.otf", "msyh.ttc", "simsun.ttc"]
    assert [path.name for path in ranked] == expected


def test_no_font_at_all_says_so(monkeypatch, bare_machine, tmp_path):
    """A broken installation is told from a missing character."""
    monkeypatch.setattr(fonts, "SHIPPED", tmp_path / "gone.otf")
    with pytest.raises(NotComputableError, match="reinstall"):
        choose_font(["村"])


def test_what_font_it_is_and_where_from_is_told(monkeypatch):
    """The face's own name, and whether it is the user's, the system's or ours."""
    monkeypatch.setattr(fonts, "system_fonts", lambda beginnings: (latin_font(),) if "msyh." in beginnings else ())
    assert choose_font(["村"]).told() == "Drawn with Qualcode Sans SC, the font that comes with qualcode."
    assert choose_font(["村"], SHIPPED).told() == (
        "Drawn with Qualcode Sans SC, the font that was named (QualcodeSansSC-subset.otf).")
    monkeypatch.setattr(fonts, "MISSING", "x")
    assert choose_font(["abc"]).told() == "Drawn with DejaVu Sans, a font of this system (DejaVuSans.ttf)."


def test_traditional_forms_of_all_that_is_kept_are_kept():
    """What OpenCC writes for Taiwan or Hong Kong of simplified text is in the font, names' characters among them."""
    from opencc import OpenCC

    kept = characters()
    simplified = [chr(code) for code in kept if 0x4E00 <= code < 0xA000]
    written = {one for way in ("s2t", "s2tw", "s2hk") for one in OpenCC(way).convert("\n".join(simplified))}
    assert [one for one in written - {"\n"} if ord(one) not in kept] == []


def test_the_shipped_font_has_what_its_recipe_asks_for():
    """The GB 2312 characters are all there; the licence lies beside the font, which does not call itself Noto."""
    from fontTools.ttLib import TTFont

    with TTFont(SHIPPED) as face:
        cmap, names = face.getBestCmap(), {record.nameID: str(record) for record in face["name"].names}
    assert {ord(character) for character in "村镇会用卡票钱群水路"} <= set(cmap)
    assert len(characters() - set(cmap)) < 0.01 * len(characters())
    assert names[1] == "Qualcode Sans SC"
    assert SHIPPED.stat().st_size < 3_000_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (SHIPPED.parent / "OFL.txt").read_text(encoding="utf-8")
