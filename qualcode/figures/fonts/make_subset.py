"""Make the shipped font: a subset of Noto Sans CJK SC under the SIL Open Font License.

    python qualcode/figures/fonts/make_subset.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

The source is Debian's package fonts-noto-cjk (20220127). The same source and the same OpenCC give the same bytes. The
family is renamed, so that nobody takes the subset for the whole font; the licence lies beside it in ``OFL.txt``.

It holds GB 2312, the everyday half of Big5 (level 1), the Table of General Standard Chinese Characters (State Council
2013, all 8,105 with those of names), and every traditional form of one of these, which Big5 level 1 has of the
everyday ones only.
"""

import sys
from pathlib import Path

FAMILY = "Qualcode Sans SC"
OUTPUT = Path(__file__).parent / "QualcodeSansSC-subset.otf"
#: What names of people and places and dialect words use beside the tables, in Taiwan and Hong Kong too.
EXTRA = (
    "冇囍嬢孃嘚嘞噻嗮囗囧搊掞跶蹅趖跍莂挼搲炟摝撋丼咗嚟啲嘢佢唔喺咁嘅哋攞瞓嗰尛嫑覅㘰㙍㳇〇𠮷圞碥嵛崀垭埡砼墘邛崃髙喆"
    "堃犇垚昇珺玥镕祎翀晞焜昊晟晗晖暄曦旻旸昕玮珏珣珩琤琮琬瑀瑄璟璠瓅甯祺禛禔稹竑筠筱綦翎翙苒苡茜荃菡萱蓁蘅虓豳贇赟逄"
    "郗郧邴酆钰钊铄铖铭锟锴镔闵隗雒霁韬韫颀颉馥骁骐骞骢鲲黛龑䶮婧妤姝娴婳嫣嬿孜宓峣嶷巍廙彧恺悆愔懿戬斐旒昉昪晔杲桢楠"
    "榛槿樾沁泓洵浠浥涵淇淏渌溦滢漪潆澍濂濯炀炜烜焱煊煜熠熹燊爔玘珈珵琎琰琲瑗瑷璐璘璨瓒淼鑫劼勍喬乑伃冧勅叡吔嘥噉噏嚿"
    "塩妏妠妡妶姃姵娗媁媗嫈嫤嬅孆孋屌岦崋彣掲摀擧攰斈昍杋枃榳歛汯浤溎潗澔瀞烱焄焮煇玗琁瓈畇畑皝秝竉粨緁荺莀菈菓萓葇薆"
    "薾諠譿鑏霂頴餸鳯齌"
)
#: The Table of General Standard Chinese Characters beyond GB 2312, Big5 level 1 and ``EXTRA`` (Unihan 14, kTGH).
STANDARD = (
    "㑇㑊㕮㘎㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪"
    "䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙丏乂乸亶亸亹伈伣伭伾佁佖佸佽侁侂侘侴侹俍俙俫俵俶倓倕倞倧倴倻偁偓偡偰偲傃傉傒"
    "傕僔僰儦儴冏冔冮凓凘刬剅剕剟劄勔勚勠匜匼卬厖厾叆叇叕叚吽呇呣咇咉咍咡咥咺哃哢哱唝唵啫啰啴喤嗐嗞嘡噀噂噇嚄嚚嚭囷圌"
    "圐圙圢圫圲坉坋坒坥坬坰坽垈垍垎垏垕垙垞垟垯垱垵垺垾垿埆埇埌埗埪埫埵埼堌堎堐堧堨堲堼堽堾塅塆塝塱墈墐墕墡墣壸夐夬奓"
    "奡妘妧妭姈姞姤姮姱姶姽娀娵婌婍婘婞婠婤婫婻婼媂媄媆媓媖媞媭媱嫄嫕嫚嫪嫭嫽嬛嬥嬬孅孖宧宬寁尨尪屃屼屾岊岞岠岨峂峃峗"
    "峘峛峧峱峿崄崌崒崚崟崡崶崿嵁嵅嵎嵖嵚嵲嶅嶍嶒嶓嶟嶦嶲巇帡帨幖幪庤庱庼廆廋弆弇弢弨弶弸彟徛忞忳忺恓恔悈悢悰惎惔惙惛"
    "愃愐愭慆慥慬慭憕憙憭憺戣戭扂扅扆扊扞扺扽抃抔拃拤挓挦捯捽揕揳搒摏摛摴摽擿攽敩斝斠斶旐旞旴旵旿昄昈昒昡昣昫昳昺昽晊"
    "晐晙晢晪晫晱暅暕暲暵暶暿曈曌朏朓朳朸杄杕杙杧杻枅枍枲枹柈柊柖柷栐栒栟栴栻桯桲桹梌梠梣梴梼梽梾梿棁棐棓棤棨棪棫棬棽"
    "椀椆椑椓椪椸楒楙楩楪楯榃榅榑榖榰槚槜槱橑橞橦檞櫆欂欸欻歅殣毌毐氿汈汋汧汫汭沄沇沚沨沺泂泃泇泙泚洈洑洓洘洢洣洨洭洴"
    "洺洿浉浐浕浛浟浡浭浰浲涄涍涐涘涢涴淜淟淯淴渟渰渼湉湑湜湝湴溁溇溍溚溞溠溵溹滃滆滉滍滘滧滪滫漈漋漖漦漴漷漹漻漼潏潖"
    "潩潵潽潾澂澛澥澪澭澼澽濋瀌瀍瀔瀱瀼灈炆炌炘炣烔烝烠烶烺烻焆焌焗焞煁煃煋煓煟煴熇熛熜熥熻燋燏燚爇爚爟牁牂牚牤牥牻犨"
    "狉狝猄猇猯猰猺獴玃玒玓玕玙玚玞玠玡玤玦玭玱玶玹玼玿珅珇珋珌珒珕珖珛珝珢珦珫珰珷珸珹珽琀琄琇琈琔琟琡琫琭瑂瑃瑅瑆瑑"
    "瑓瑔瑖瑝瑢瑧瑨瑬瑱瑳璆璈璒璥璪璬璮璱璲瓀瓘瓻甗甡甪畖畤畬畯疁疍疐疭痓瘆癗癿皕皛皞皦皭盉盦盷眊眬睄睎瞫矞矰矻矼砄砆"
    "砫砮砵硁硊硍硔硙硚碃碈碏碨碶磏磜磡磹磻礌礵祃祊祋祏祲祼祾禋禒禘禤秬秾稌稑稙穄穙穜穟窅窊窎窣窸竘竫笯筀筜筤筥筦筶筼"
    "箓箖篯簃簉簕簝簠簰粿糒糵絜縠縢繄纮纴纻纼绖绤绹缊缐缞罍罶罽羑羓羕羖羱翂翃翈翚翛翯翷翾耇耏耤耰肸胈胠胣脟脿腒腘腨腯"
    "膙臑臜舠舥舲艅艎芃芠芼苉苾茀茋茓茝茽荁荄荓荖荙莙莝莿菂菉菍菼萚萣萩萳萹葎葖葰葴蒄蒟蒨蒱蒻蓂蓇蓏蓢蔀蔃蔈蔊蕗蕰薁薢"
    "薳薸薿藟藠藦藨蘘虒虤虷虸蚄蚆蚲蛃蜎蜐蝘蝲螠螣螱蟏蟫蠋衃衎衒衠袆袗袪袯裈裛褟褯襕襚襜襫觃觟觭觱觿訄訚詟讱讻诇诐谞谼"
    "豨豮貆赑赒赗赪趯跂跐跱踒踦踶蹐蹚蹜蹢蹽蹾轪辀辌辒辿逴遆遹邘邠邨邲邽邿郈郚郤郪郿鄀鄃鄅鄌鄑鄚鄜鄠鄫酂酅酦酺醨醾鋆钖"
    "钘铏铚铻锜锧锳锽镃镈镋镚镠镮镴镵闿阇阘陎陑隃隩隺雱霅霨靬靰靸靺靽靿鞁鞡鞧鞨鞬鞮鞳韂韨颋颎颙飏飐飔飗饳饸饹饻馃馉馌"
    "馝馞馧驲骃骉骍骎骕骙骦髃髎髢髽鬒鬘鬶鬷魆魋鱽鱾鲀鲃鲉鲊鲌鲏鲖鲗鲘鲙鲝鲪鲬鲯鲹鲾鲿鳀鳁鳂鳈鳉鳑鳒鳚鳛鳠鳡鳣鳤鸤鸧鸮"
    "鸰鸻鸼鹀鹍鹐鹒鹔鹖鹙鹝鹟鹠鹡鹢鹮鹯鹲鹴麀麑麖麹黇黡鼒鼩鼫鼱齁齇齉龁龂龢鿍鿎鿏𠅤𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽𤫉𥔲𥕢𥖨𥻗𦈡𦒍"
    "𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰𪨶𪩘𪾢𫄧𫄨𫄷𫄸𫇭𫌀𫍣𫍯𫍲𫍽𫐄𫐐𫐓𫑡𫓧𫓯𫓶𫓹𫔍𫔎𫔶𫖮𫖯𫖳𫗧𫗴𫘜𫘝𫘦𫘧𫘨"
    "𫘪𫘬𫚕𫚖𫚭𫛭𫞩𫟅𫟦𫟹𫟼𫠆𫠊𫠜𫢸𫫇𫭟𫭢𫭼𫮃𫰛𫵷𫶇𫷷𫸩𬀩𬀪𬂩𬃊𬇕𬇙𬇹𬉼𬊈𬊤𬌗𬍛𬍡𬍤𬒈𬒔𬒗𬕂𬘓𬘘𬘡𬘩𬘫𬘬𬘭𬘯𬙂𬙊𬙋𬜬𬜯"
    "𬞟𬟁𬟽𬣙𬣞𬣡𬣳𬤇𬤊𬤝𬨂𬨎𬩽𬪩𬬩𬬭𬬮𬬱𬬸𬬹𬬻𬬿𬭁𬭊𬭎𬭚𬭛𬭤𬭩𬭬𬭯𬭳𬭶𬭸𬭼𬮱𬮿𬯀𬯎𬱖𬱟𬳵𬳶𬳽𬳿𬴂𬴃𬴊𬶋𬶍𬶏𬶐𬶟𬶠𬶨𬶭"
    "𬶮𬷕𬸘𬸚𬸣𬸦𬸪𬹼𬺈𬺓"
)


def characters() -> set[int]:
    """Return the code points to keep: what simplified and traditional text and figures need."""
    kept = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100)) | {ord(character) for character in EXTRA + STANDARD}
    for low, high in ((0x2010, 0x2027), (0x2030, 0x203B), (0x2160, 0x216B), (0x2190, 0x2199), (0x2460, 0x2473),
                      (0x2500, 0x257F), (0x25A0, 0x25CF), (0x3000, 0x303F), (0xFE30, 0xFE4F), (0xFF01, 0xFFE5)):
        kept |= set(range(low, high + 1))
    for encoding, rows in (("gb2312", range(0xA1, 0xF8)), ("big5", range(0xA4, 0xC7))):
        for row in rows:
            for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
                kept |= {ord(character) for character in bytes((row, cell)).decode(encoding, "ignore")}
    return kept | _traditional(kept)


def _traditional(kept: set[int]) -> set[int]:
    """Return the traditional forms of what is kept: what OpenCC simplifies to one of it, or writes instead of one."""
    from opencc import OpenCC

    han = [chr(code) for low, high in ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x2A6E0))
           for code in range(low, high)]
    found = set()
    for way in ("t2s", "tw2s", "hk2s"):
        simplified = OpenCC(way).convert("\n".join(han)).split("\n")
        found |= {ord(one) for one, simple in zip(han, simplified, strict=True)
                  if len(simple) == 1 and ord(simple) in kept}
    for way in ("s2t", "s2tw", "s2hk"):
        written = OpenCC(way).convert("\n".join(one for one in han if ord(one) in kept))
        found |= {ord(one) for one in written if one != "\n"}
    return found


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
