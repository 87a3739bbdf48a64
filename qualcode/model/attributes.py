"""Canonical keys of attributes, and the headings under which researchers write them.

A heading that is not known keeps its own name as its key, so every further column is carried along.
"""

from collections.abc import Iterable, Mapping

#: canonical key -> headings that mean it (compared without blanks, case and a bracketed unit).
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("编号", "受访者编号", "访谈编号", "編號", "訪談編號", "id", "participant", "case"),
    "file": ("文件", "文件名", "转录稿", "檔案", "檔名", "file", "filename", "transcript"),
    "speaker": ("说话人", "说话者", "說話人", "說話者", "發言人", "发言人", "speaker", "label"),
    "town": ("乡镇", "镇", "所在乡镇", "所在镇", "乡镇名称", "乡镇街道", "乡镇/街道", "鄉鎮", "所在鄉鎮", "town",
             "township"),
    "village": ("村", "村社", "村庄", "村名", "所在村", "所在村庄", "行政村", "村莊", "village"),
    "role": ("身份", "身份类别", "身份/职务", "身份類別", "role"),
    "position": ("职务", "職務", "position", "post"),
    "gender": ("性别", "性別", "gender", "sex"),
    "age": ("年龄", "年齡", "age"),
    "age_band": ("年龄段", "年齡段", "ageband", "agegroup"),
    "education": ("学历", "文化程度", "學歷", "education"),
    "political_status": ("政治面貌", "politicalstatus", "party"),
    "occupation": ("职业", "職業", "occupation", "job"),
    "date": ("访谈日期", "访谈时间", "日期", "时间", "訪談時間", "date", "interviewdate"),
    "place": ("访谈地点", "地点", "訪談地點", "place", "location"),
    "mode": ("访谈方式", "方式", "mode"),
    "duration": ("时长", "访谈时长", "时长分钟", "時長", "duration"),
    "respondent": ("访谈对象", "受访者", "被访者", "受訪者", "respondent", "interviewee"),
    "interviewer": ("采访者", "访谈者", "访谈员", "访问者", "採訪者", "interviewer"),
    "recorder": ("记录", "记录人", "整理", "整理人", "recorder"),
    "note": ("说明", "备注", "備註", "note", "notes", "remark"),
}

#: groups of 身份 that rules speak of: WHO(role=village_cadre). Settings may extend them ([roles] in qualcode.toml).
ROLE_GROUPS: Mapping[str, tuple[str, ...]] = {
    "villager": ("普通村民", "村民", "外出务工", "外出务工村民", "返乡青年", "返乡青年/新农人", "新农人", "村民代表",
                 "村民代表/组长", "村民小组长", "组长", "党员"),
    "village_cadre": ("村支书/主任", "村支书", "村书记", "村主任", "其他两委", "村两委其他干部", "村干部", "平台管理员",
                      "网格员", "文书", "驻村书记", "驻村/第一书记", "第一书记"),
    "township_cadre": ("乡镇干部", "镇干部", "县市干部", "县干部"),
    "platform_staff": ("平台企业人员", "平台人员", "企业人员", "平台运营"),
}


def canonical_key(heading: str) -> str:
    """Return the canonical key of a heading, or the heading itself (trimmed) when it is not known.

    >>> canonical_key("乡 镇"), canonical_key("Age"), canonical_key("时长（分钟）"), canonical_key("每天手机时长")
    ('town', 'age', 'duration', '每天手机时长')
    >>> canonical_key("age_band"), canonical_key("Political_Status")
    ('age_band', 'political_status')
    """
    bare = heading.strip()
    if bare.lower() in HEADINGS:  # age_band is not age with something in brackets
        return bare.lower()
    for opening in "（(_":
        bare = bare.split(opening)[0] or bare
    bare = "".join(bare.split()).lower().rstrip("：:")
    return _KEY_OF.get(bare, heading.strip())


def role_group(role: str, groups: Mapping[str, Iterable[str]] = ROLE_GROUPS) -> str | None:
    """Return the group that a 身份 belongs to, or None.

    >>> role_group("村支书/主任"), role_group("villager"), role_group("记者")
    ('village_cadre', 'villager', None)
    """
    wanted = role.strip()
    return next((group for group, roles in groups.items() if wanted == group or wanted in roles), None)


_KEY_OF = {"".join(heading.split()).lower(): key for key, headings in HEADINGS.items() for heading in headings}
