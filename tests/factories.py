"""A small invented field study, built by hand: two towns, villagers and cadres, and everything that goes missing.

大同访谈1  DT-C01, a village secretary, listed.
大同访谈2  DT-V02, a villager, listed, with a bystander (老伴) and a note in brackets.
平乐访谈1  PL-V01, a villager, listed; no age.
平乐访谈2  nobody in the participants' table: the participant is called like the transcript and has no attributes.
PL-C02 has a row in the table and no interview.
"""

import hashlib
import re
from collections.abc import Iterable

from qualcode.language.sentences import iter_units
from qualcode.model import (
    Code,
    Codebook,
    Coding,
    Corpus,
    Evidence,
    Note,
    NoteKind,
    Origin,
    Participant,
    Polarity,
    Role,
    Rule,
    Span,
    Speaker,
    Stance,
    State,
    Theme,
    Transcript,
    Turn,
    UnitKind,
)

ROLES = {"问": Role.INTERVIEWER, "老伴": Role.OTHER}


def make_transcript(name: str, lines: Iterable[tuple[str, str]], **attributes: str) -> Transcript:
    """Build a transcript from (label, words); 问 asks, 老伴 is a bystander, all others respond to the last question."""
    text, turns, asked = "", [], None
    for index, (label, words) in enumerate(lines):
        start = len(text)
        body = Span(start + len(label) + 1, start + len(label) + 1 + len(words))
        text += f"{label}：{words}\n"
        role = ROLES.get(label, Role.RESPONDENT)
        answers = asked if role is Role.RESPONDENT else None
        turns.append(Turn(index, Span(start, len(text)), body, label, label, role, answers=answers))
        asked = index if role is Role.INTERVIEWER else asked
    names = dict.fromkeys(turn.speaker for turn in turns)
    speakers = tuple(
        Speaker(speaker, (speaker,), ROLES.get(speaker, Role.RESPONDENT), 1.0, "label",
                sum(turn.speaker == speaker for turn in turns))
        for speaker in names
    )
    notes = tuple(Note(Span(*match.span()), NoteKind.SOUND) for match in re.finditer("（[^）]*）", text))
    return Transcript(name, text, tuple(turns), speakers, attributes, notes, source=f"transcripts/{name}.txt")


def make_corpus() -> Corpus:
    """Build the corpus described above."""
    transcripts = (
        make_transcript("大同访谈1", [
            ("问", "平时用为村平台吗？"),
            ("答", "上面要求天天打卡。我们就是为了应付检查，截个图交上去。老百姓其实不用。"),
            ("问", "村里开会多吗？"),
            ("答", "嗯，对。现在有事在群里说一声，大家心更齐了。"),
        ]),
        make_transcript("大同访谈2", [
            ("问", "您会用手机办事吗？"),
            ("张大爷", "我不会用智能手机。（笑）都是孙子帮我弄。"),
            ("老伴", "他眼睛看不清。"),
            ("问", "那平台呢？"),
            ("张大爷", "没得。"),
        ]),
        make_transcript("平乐访谈1", [
            ("问", "现在办事方便不方便？"),
            ("李姐", "我会用手机，手机上就办了，不用跑县城。"),
            ("问", "平台还打开吗？"),
            ("李姐", "早就卸载了，没得人用。"),
        ]),
        make_transcript("平乐访谈2", [
            ("问", "平台怎么样？"),
            ("答", "下載了就沒打開過。我不會用手機。"),
        ]),
    )
    participants = (
        Participant("DT-C01", {"town": "大同镇", "role": "村支书/主任", "age": 52}),
        Participant("DT-V02", {"town": "大同镇", "role": "普通村民", "age": 71}),
        Participant("PL-V01", {"town": "平乐镇", "role": "普通村民", "age": None}),
        Participant("PL-C02", {"town": "平乐镇", "role": "乡镇干部", "age": 39}),
        Participant("平乐访谈2", {}, listed=False),
    )
    links = {
        ("大同访谈1", "答"): "DT-C01",
        ("大同访谈2", "张大爷"): "DT-V02",
        ("平乐访谈1", "李姐"): "PL-V01",
        ("平乐访谈2", "答"): "平乐访谈2",
    }
    return Corpus(transcripts, participants, links)


def make_codebook() -> Codebook:
    """Build a codebook with a parent and two children, a code that both towns share, and one that nobody uses."""
    return Codebook(
        "village",
        (
            Code("decline", "参与衰退", "Decline", theme="findings", level="axial"),
            Code("formalism", "数字形式主义", "Formalism", theme="findings", parent="decline",
                 definition="为了应付考核而使用。"),
            Code("user_loss", "用户流失", "User loss", theme="findings", parent="decline", stance=Stance.BOTH,
                 terms=(Rule("user_loss/t1", "卸载", is_term=True), Rule("user_loss/t2", "没得人用", is_term=True)),
                 rules=(Rule("user_loss/r1", "NEG({用|打开过})"),)),
            Code("literacy", "数字素养", "Literacy", theme="causes",
                 terms=(Rule("literacy/t1", "会用", is_term=True),)),
            Code("cohesion", "情感联结", theme="benefits"),
            Code("burden", "治理负担", "Burden", theme="findings"),
        ),
        name_zh="乡村", name_en="Village",
        themes=(Theme("findings", "发现", "Findings"), Theme("causes", "原因", "Causes"),
                Theme("benefits", "成效", "Benefits")),
        sha256="c0de",
    )


def make_coding(
    corpus: Corpus, code: str, transcript: str, quote: str, *evidence: str, polarity: Polarity = Polarity.AFFIRMED,
    coder: str = "rules", state: State = State.PROPOSED, kind: UnitKind = UnitKind.SENTENCE,
    flags: tuple[str, ...] = (), rule: str = "",
) -> Coding:
    """Code the first place where ``quote`` stands; every word of ``evidence`` is looked for inside it.

    The rules are ``code/t1``, ``code/t2`` … in the order of the evidence, or ``rule`` for all of it.
    """
    source = corpus.by_name[transcript]
    start = source.text.index(quote)
    span = Span(start, start + len(quote))
    unit = next(unit for unit in iter_units(source, kind, corpus.id_prefix(transcript)) if unit.span.overlaps(span))
    speaker = source.turns[unit.turn].speaker
    places = [start + quote.index(word) for word in evidence]
    found = tuple(
        Evidence(rule or f"{code}/t{number}", (Span(place, place + len(word)),), polarity, flags=flags)
        for number, (place, word) in enumerate(zip(places, evidence, strict=True), start=1)
    )
    key = f"{transcript}|{code}|{coder}|{span.start}-{span.end}"
    return Coding(
        hashlib.sha256(key.encode()).hexdigest()[:12], code, transcript, span, unit, speaker,
        corpus.links.get((transcript, speaker), ""), coder, Origin.RULE if coder == "rules" else Origin.HUMAN, state,
        polarity, found, quote, source.text[max(0, start - 20) : start], source.text[span.end : span.end + 20], "c0de",
    )


def make_codings(corpus: Corpus) -> list[Coding]:
    """Build nine codings: eight by rules, one by a person, none on the interviewer's words."""
    return [
        make_coding(corpus, "formalism", "大同访谈1", "上面要求天天打卡。", "打卡"),
        make_coding(corpus, "formalism", "大同访谈1", "我们就是为了应付检查，截个图交上去。", "应付检查", "截个图"),
        make_coding(corpus, "user_loss", "大同访谈1", "老百姓其实不用。", "用", polarity=Polarity.NEGATED,
                    rule="user_loss/r1"),
        make_coding(corpus, "cohesion", "大同访谈1", "现在有事在群里说一声，大家心更齐了。", "心更齐", coder="小王",
                    state=State.ACCEPTED),
        make_coding(corpus, "literacy", "大同访谈2", "我不会用智能手机。", "会用", polarity=Polarity.NEGATED),
        make_coding(corpus, "literacy", "平乐访谈1", "我会用手机，手机上就办了，不用跑县城。", "会用"),
        make_coding(corpus, "user_loss", "平乐访谈1", "早就卸载了，没得人用。", "卸载", "没得人用"),
        make_coding(corpus, "user_loss", "平乐访谈2", "下載了就沒打開過。", "打開過", polarity=Polarity.NEGATED,
                    rule="user_loss/r1"),
        make_coding(corpus, "literacy", "平乐访谈2", "我不會用手機。", "會用", polarity=Polarity.NEGATED),
    ]
