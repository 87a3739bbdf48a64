"""Which words before a colon name a speaker, and which only look like it."""

import re
import unicodedata
from functools import lru_cache

from qualcode.language.tokens import tokenizer
from qualcode.model import Role, canonical_key
from qualcode.model.attributes import HEADINGS
from qualcode.readers.document import BLANKS

_INTERVIEWER = """
    问 問 q 访 訪 访谈者 訪談者 采访者 採訪者 采访人 採訪人 访谈人 访谈员 訪談員 访员 訪員 访问者 訪問者
    访问员 采访员 调查员 調查員 调查者 主持人 主持 记者 記者 研究者 研究员 提问 提问者 提問者 提问人 笔者
    作者 课题组 调研员 调研者 调研人员 interviewer moderator host question researcher 司会
""".split()
_RESPONDENT = """
    答 a 受 受访者 受訪者 受访人 被访者 被訪者 被访人 被访 受访 受访对象 受訪對象 被访谈者 被采访者 访谈对象
    采访对象 回答 回答者 答复 答者 interviewee respondent participant answer
""".split()
_OTHER = """
    旁 旁人 旁边人 旁边的人 旁观者 围观者 围观村民 路人 老伴 老伴儿 妻子 丈夫 爱人 老公 老婆 儿子 女儿 儿媳
    儿媳妇 女婿 孙子 孙女 孙儿 外孙 外孙女 翻譯 眾人 鄰居 媽媽 孫子 兒子 女兒 與會者 母亲 父亲 妈妈 爸爸 奶奶
    爷爷 婆婆 公公 邻居 家属 家人 亲戚 众人 大家 众 全体 翻译 陪同 陪同人员 陪同者 带路人 向导 司机 其他人
    他人 另一人 另一村民 孩子 小孩 旁白 画外音 现场 other others bystander narrator interpreter wife husband
    son daughter
""".split()
_GENERIC = """
    说话人 說話人 发言人 發言人 讲话人 講者 讲者 speaker spk 嘉宾 同学 學生 学生 村民 村民代表 居民 老师 家长
    干部 村干部 镇干部 群众 党员 网格员 管理员 男 女 男声 女声 男士 女士 甲 乙 丙 丁 戊 己 庚 老人 大爷 大妈
    大叔 大婶 大娘 阿姨 大哥 大姐 嬢嬢 婆婆 受访者家属 户主 店主 老板 未知说话人 未知发言人
""".split()
_PRONOUNS = frozenset("我他她")
_TITLES = (
    "书记|支书|副书记|主任|副主任|队长|组长|社长|村长|镇长|乡长|县长|局长|科长|站长|所长|院长|校长|会长|理事长|经理|总监|总|工|"
    "委员|文书|会计|医生|老师|师傅|同学|先生|女士|小姐|大爷|大妈|大叔|大婶|大娘|大哥|大姐|阿姨|叔叔|奶奶|爷爷|婆婆|公公|"
    "姐|哥|叔|婶|姨|伯|爷|奶|婆|公|嬢|孃|嬢嬢|嫂|嫂子|妹|弟|娃|某|某某|某人|村民|网格员|干部|党员|專員|处长|處長|委員|教授|博士|"
    "主席|秘书|部长|部長|代表|专员|记者|医师|护士|老板|管理员|政委|老人"
)
_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林罗羅高郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭萧田董潘袁蔡蒋蔣余于杜叶葉程魏苏"
    "蘇吕呂丁任卢盧姚沈钟鍾鐘姜崔谭譚陆陸范汪廖石金韦韋贾賈夏付傅方白邹鄒孟熊秦邱江尹薛闫閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴"
    "覃武戴莫孔向汤湯常温溫康施文牛樊葛邢安齐齊易乔喬伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關兰蘭焦俞左柳甘祝包宁寧尚符舒阮柯纪紀梅童"
    "凌毕畢单單季裴霍涂成苗谷盛曲翁冉骆駱蓝藍路游辛靳欧管柴蒙鲍鮑华華喻祁蒲房滕屈饶饒解牟艾尤阳陽时時穆农農司卓古吉缪繆简簡车車项項连連芦蘆"
    "麦麥褚娄婁窦竇戚岑景党宫宮费費卜冷晏席卫衛米柏宗瞿桂全佟应應臧闵閔苟邬鄔边邊卞姬师師和仇栾欒隋商刁沙荣榮巫寇桑郎甄丛叢仲虞敖巩明佘池查"
    "麻苑迟遲邝鄺官封谈談匡鞠惠荆荊乐樂冀郁胥南班储儲原栗燕楚鄢劳勞谌諶奚皮粟冼蔺藺楼樓盘盤满滿闻聞位厉厲伊"
)
_COMPOUND = "欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|司徒|夏侯|皇甫|尉迟|令狐|慕容|公孙|东方|端木|独孤|南宫"
_SUFFIX = r"[\s\-_#]*(?:[A-Za-z]|\d{1,3}|[甲乙丙丁戊一二三四五六七八九十]|号|[（(][^（()）]{1,8}[)）])?"
_NAME = re.compile(
    rf"(?:[{_SURNAMES}]|{_COMPOUND})(?:[\u4e00-\u9fff]{{1,2}}|某{{1,2}}|[×xX*]{{1,2}})?|"
    rf"[老小阿大](?:[{_SURNAMES}]|[\u4e00-\u9fff])|[\u4e00-\u9fff]{{0,4}}(?:{_TITLES}){_SUFFIX}"
)
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z.'’\-]*(?: [A-Za-z][A-Za-z.'’\-]*){0,3}(?: ?\d{1,3})?")
_CODE = re.compile(r"[A-Za-z]{1,4}(?:-?[A-Za-z]{0,2}\d{1,3})?(?:-\d{1,2})?")
_ANYWAY = re.compile(r"[^，。？！；：、,?!;:…“”\"《》<>{}|=+/\\@]{1,24}")
_DENIED = re.compile(
    r"(?:第?[一二三四五六七八九十\d]+(?:点|條|条|个|類|类|是|方面|部分|步|章|节|项|题|问)?|其[一二三四五六次他]|首先|然后|最后|其实|另外|此外|再者|"
    r"[（(][一二三四五六七八九十\d]+[)）].*|问题.*|結論|结论|总结|小结|备注|注|附|附注|说明|例如|比如|譬如|例|即|也就是|换句话说|总之|因此|所以|因为|"
    r"但是|不过|而且|如果|原因.*|理由|建议|意见|优点|缺点|好处|坏处|目的|方法|步骤|内容|标题|主题|题目|摘要|关键词|關鍵詞|keywords?|背景|现状|"
    r"对策|措施|文字记录|正文|访谈内容|访谈提纲|访谈记录|访谈正文|参考文献|来源|网址|电话|微信|邮箱|地址|链接|https?|ftp|www.*|时间|地点|"
    r"(?:我|你|您|他|她|它|我们|你们|他们|她们|咱们|咱|大家|人家|有人|有的人|别人|自己).+|[这那].{0,6}|就是.*|还有.*|有.{0,4}|是.*)",
    re.IGNORECASE,
)
#: how a clause ends that leads to what somebody says or thinks; some names end so too (郭宏道).
_LEADS = re.compile(
    r".*(?:是|说|讲|问|想|觉得|认为|答|写道|表示|回答|指出|说道|喊|叫|道|如下|以下|包括|的|了|着|过|吗|呢|吧|啊|到|在|约|约在|改到|定在|提前到|推迟到)"
)
_DATE = re.compile(r"[\d\-/.:：年月日时分]+")
_ASIDE = re.compile(r"[（(]([^（()）]*)[)）]$")
_SAYS = re.compile(r"[是说讲道问]$")
#: labels that recur and open this share of the lines are speakers, where the accepted ones are few beside them.
_EVERYWHERE, _FEW = 0.6, 0.3
_HEADING_FOR_ROLE = {"respondent", "interviewer", "speaker"}


@lru_cache(maxsize=4096)
def key_of(label: str) -> str:
    """Return what two spellings of one label share: half-width, without blanks and emphasis, lower case.

    >>> key_of("说话人 １") == key_of("说话人1")
    True
    """
    return "".join(c for c in unicodedata.normalize("NFKC", label) if c not in BLANKS and c not in "*_【】[]").lower()


@lru_cache(maxsize=1)
def _words() -> dict[str, Role | None]:
    words: dict[str, Role | None] = dict.fromkeys(_GENERIC)
    for role, listed in ((Role.OTHER, _OTHER), (Role.RESPONDENT, _RESPONDENT), (Role.INTERVIEWER, _INTERVIEWER)):
        words |= dict.fromkeys(listed, role)
    return words


_NUMBERED = re.compile(
    r"(?P<word>.+?)(?:[-_#.、]?(?:[a-z]|\d{1,3}|[甲乙丙丁戊己庚一二三四五六七八九十])|[（(][^（()）]{1,8}[)）])?"
)


@lru_cache(maxsize=4096)
def known_role(label: str) -> tuple[bool, Role | None]:
    """Return whether the label is a word for a speaker, and the role it names if it names one.

    >>> known_role("受访者2"), known_role("说话人 1"), known_role("问题是")
    ((True, <Role.RESPONDENT: 'respondent'>), (True, None), (False, None))
    """
    key, words = key_of(label), _words()
    if key in words:
        return True, words[key]
    match = _NUMBERED.fullmatch(key)
    word = match.group("word") if match else ""
    if word in words and (len(word) > 1 or key[-1].isdigit()):
        return True, words[word]
    return False, None


def is_field(label: str) -> bool:
    """Tell whether the label is a field of a header that names no speaker, such as 访谈地点."""
    heading = canonical_key(label)
    return heading in HEADINGS and heading not in _HEADING_FOR_ROLE


@lru_cache(maxsize=4096)
def is_denied(label: str) -> bool:
    """Tell whether the label is a turn of phrase or a heading that never names a speaker."""
    key = key_of(label)
    if key in _PRONOUNS or known_role(label)[0]:
        return False
    return is_field(label) or not key or bool(_DATE.fullmatch(key)) or _is_phrase(key) or bool(_LEADS.fullmatch(key))


def _is_phrase(key: str) -> bool:
    return bool(_DENIED.fullmatch(key))


@lru_cache(maxsize=4096)
def looks_like_name(label: str) -> bool:
    """Tell whether the label has the form of a name, a form of address or a participant's code."""
    bare = label.strip(BLANKS)
    return any(form.fullmatch(bare) for form in (_NAME, _LATIN_NAME, _CODE))


def may_be_label(label: str) -> bool:
    """Tell whether the label has the length and the characters of one."""
    return bool(_ANYWAY.fullmatch(label.strip(BLANKS)))


def split_aside(label: str) -> tuple[str, str]:
    """Return the label without what stands in brackets behind it, and that.

    >>> split_aside("李明（访谈者）"), split_aside("李明")
    (('李明', '访谈者'), ('李明', ''))
    """
    match = _ASIDE.search(label)
    bare = label[: match.start()].strip(BLANKS) if match else ""
    return (bare, match.group(1)) if match and bare else (label, "")


@lru_cache(maxsize=4096)
def _is_common_word(label: str) -> bool:
    """Tell whether a label of several Han characters is a word of the dictionary and no name: 平台, 费用, 方案."""
    bare = label.strip(BLANKS)
    if len(bare) < 2 or not all("\u4e00" <= character <= "\u9fff" for character in bare):
        return False
    tagged = tokenizer().tag(bare)
    return len(tagged) == 1 and not tagged[0][1].startswith(("nr", "x")) and not _TITLED.fullmatch(bare)


def accept(counts: dict[str, tuple[str, int]], tied: frozenset[str] = frozenset(), lines: int = 0) -> set[str]:
    """Return the keys of the labels that name speakers: known, tied to the header, or a name that recurs.

    Args:
        counts: Key -> (the label as first written, how often it stands before a colon).
        tied: Keys that the header names.
        lines: Number of lines that hold anything, 0 if unknown: labels that recur and open most of them name
            speakers whatever they look like.
    """
    total = sum(count for _label, count in counts.values())
    accepted = {key for key, (label, count) in counts.items() if key in tied or _names_speaker(label, count, total)}
    covered = sum(counts[key][1] for key in accepted)
    recurring = {key: count for key, (label, count) in counts.items() if count >= 2 and not is_denied(label)}
    if covered < _FEW * sum(recurring.values()) and sum(recurring.values()) >= _EVERYWHERE * lines > 0:
        accepted |= set(recurring)
    if accepted:
        accepted |= {key for key, (label, _n) in counts.items() if _titled(label) and not is_denied(label)}
    return accepted


def _names_speaker(label: str, count: int, total: int) -> bool:
    key, named = key_of(label), looks_like_name(label)
    leads = count >= 3 and named and not _SAYS.search(label) and not is_field(label) and not _is_phrase(key)
    if is_denied(label) and not leads:
        return False
    if known_role(label)[0]:
        return len(key) > 1 or key in "问問答访訪受" or count > 1
    often = count >= max(3, 0.08 * total)
    recurs = count >= 2 and (key in _PRONOUNS or (named and (len(key) > 1 or key.isascii() or often)))
    return (recurs or often) and not (_is_common_word(label) and count < max(5, 0.25 * total))


_TITLED = re.compile(
    rf"(?:[{_SURNAMES}][\u4e00-\u9fff]?|[老小大])(?:{_TITLES}){_SUFFIX}|"
    rf"(?:第一|驻村|村|镇|乡|县|社|副|老)*(?:书记|支书|主任|队长|组长|社长|村长|镇长|乡长|站长|会计|文书|网格员)"
)


def _titled(label: str) -> bool:
    """A form of address names somebody even when it stands only once (王书记：)."""
    return bool(_TITLED.fullmatch(label.strip(BLANKS)))
