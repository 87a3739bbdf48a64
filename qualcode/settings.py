"""``qualcode.toml`` -> ``Settings``, and the way from the current folder up to the project."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualcode.errors import ProjectError
from qualcode.i18n import _

FILE_NAME = "qualcode.toml"


@dataclass(frozen=True, slots=True)
class SpeakerSetting:
    """What the speaker map says of one label: a role, a name, or both ("" where not said)."""

    role: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class LearningSetting:
    """What ``[learning]`` says.

    Attributes:
        learner: ``vectors`` or ``ngrams``, "" for the default.
        at: From which probability on a code is suggested, in (0, 1).
        precision: Share of held-out suggestions that must be right for a code to be suggested, in (0, 1).
        vectors: File of word vectors, or None to train them on the interviews.
        encoder: Folder of a sentence encoder, or None.
    """

    learner: str = ""
    at: float = 0.4
    precision: float = 0.5
    vectors: Path | None = None
    encoder: Path | None = None


@dataclass(frozen=True, slots=True)
class TopicSetting:
    """What ``[topics]`` says of how topics are found, besides their number and the seed.

    Attributes:
        model: Name of a topic model, "" for the default.
        seeds: Fits with different seeds, 0 for as many as the command usually makes.
        documents: ``window``, ``turn`` or ``interview``.
        size: Words in a window, from 10.
        polarity: Whether a word that is denied where it stands is a word of its own.
    """

    model: str = ""
    seeds: int = 0
    documents: str = "window"
    size: int = 40
    polarity: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that ``qualcode.toml`` says; every path is absolute.

    Attributes:
        root: The project's folder.
        codebook: The codebook that commands use unless ``--codebook`` names another.
        transcripts: Folder of the source files.
        participants: The attribute table, or None where there is none yet.
        outputs: Folder for results.
        unit: ``sentence``, ``turn`` or ``match``.
        encoding: Encoding of text sources, "" to find out.
        speakers: Transcript name (``*`` for all) -> label -> what it stands for.
        roles: Further 身份 for the role groups that rules speak of.
        topics: Number of topics, 0 to choose by the stated rule.
        seed: Seed of everything random.
        topic: How topics are found.
        learning: How suggestions are learnt.
        coder: Who codes here, "" where the call or the system says it.
        store: URL of the database that keeps the codings, "" for the file in the project's folder.
        queries: Name -> query, for ``find @name``.
        borrowed: Whether ``codebook`` is another one than the file names, for this call only.
    """

    root: Path
    name: str = ""
    codebook: Path | None = None
    transcripts: Path = Path("transcripts")
    participants: Path | None = None
    outputs: Path = Path("outputs")
    unit: str = "sentence"
    encoding: str = ""
    speakers: Mapping[str, Mapping[str, SpeakerSetting]] = field(default_factory=dict)
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    topics: int = 0
    seed: int = 7
    topic: TopicSetting = field(default_factory=TopicSetting)
    learning: LearningSetting = field(default_factory=LearningSetting)
    coder: str = ""
    store: str = ""
    queries: Mapping[str, str] = field(default_factory=dict)
    borrowed: bool = False


def find_project(start: Path) -> Path:
    """Return the nearest folder from ``start`` upwards that holds ``qualcode.toml``.

    Raises:
        ProjectError: there is none.
    """
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / FILE_NAME).is_file():
            return candidate
    raise ProjectError(
        _("no {file} in {folder} or above: run this inside a project, name it with --project DIR, "
          "or make one with `qualcode new DIR`").format(file=FILE_NAME, folder=start)
    )


def read_settings(root: Path) -> Settings:
    """Read the settings of the project in ``root``.

    Raises:
        ProjectError: the file cannot be read, is not TOML, or says something it cannot mean.
    """
    path = root / FILE_NAME
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise ProjectError(_("{path}: not found; make a project with `qualcode new DIR`").format(path=path)) from error
    except (OSError, UnicodeDecodeError) as error:
        message = _("{path}: cannot be read as UTF-8 text; check that you may read it, and save it as UTF-8")
        raise ProjectError(message.format(path=path)) from error
    except tomllib.TOMLDecodeError as error:
        message = _("{path}: not valid TOML: {why}; Chinese labels need quotes")
        raise ProjectError(message.format(path=path, why=error)) from error
    return _Checker(path).settings(root.resolve(), table)


class _Checker:
    """Turns the TOML table into ``Settings`` and says which key is wrong."""

    _KNOWN: Mapping[str, frozenset[str]] = {
        "project": frozenset({"name", "codebook", "transcripts", "participants", "outputs"}),
        "reading": frozenset({"encoding"}),
        "coding": frozenset({"unit", "coder"}),
        "store": frozenset({"url"}),
        "topics": frozenset({"number", "seed", "model", "seeds", "documents", "size", "polarity"}),
        "learning": frozenset({"learner", "at", "precision", "vectors", "encoder"}),
    }
    _FREE = frozenset({"queries", "speakers", "roles"})

    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, key: str, expected: str) -> ProjectError:
        return ProjectError(_("{path}: {key}: expected {expected}").format(path=self.path, key=key, expected=expected))

    def settings(self, root: Path, table: dict[str, Any]) -> Settings:
        self.check_names(table)
        unit = self.text(table, "coding", "unit") or "sentence"
        if unit not in {"sentence", "turn", "match"}:
            raise self.fail("coding.unit", "sentence | turn | match")
        codebook = self.text(table, "project", "codebook")
        participants = self.text(table, "project", "participants")
        return Settings(
            root=root,
            name=self.text(table, "project", "name") or root.name,
            codebook=root / codebook if codebook else None,
            transcripts=root / (self.text(table, "project", "transcripts") or "transcripts"),
            participants=root / participants if participants else None,
            outputs=root / (self.text(table, "project", "outputs") or "outputs"),
            unit=unit,
            encoding=self.text(table, "reading", "encoding"),
            speakers=self.speakers(table.get("speakers", {})),
            roles=self.roles(table.get("roles", {})),
            topics=self.whole(table, "topics", "number", 0),
            seed=self.whole(table, "topics", "seed", 7),
            topic=self.topic(table),
            learning=self.learning(root, table),
            coder=self.text(table, "coding", "coder"),
            store=self.text(table, "store", "url"),
            queries=self.queries(table.get("queries", {})),
        )

    def check_names(self, table: dict[str, Any]) -> None:
        for section, keys in table.items():
            if section in self._FREE:
                continue
            if section not in self._KNOWN:
                raise self.fail(f"[{section}]", " | ".join([*self._KNOWN, *sorted(self._FREE)]))
            if not isinstance(keys, dict):
                raise self.fail(section, _("a section [{name}]").format(name=section))
            for key in keys:
                if key not in self._KNOWN[section]:
                    raise self.fail(f"{section}.{key}", " | ".join(sorted(self._KNOWN[section])))

    def learning(self, root: Path, table: dict[str, Any]) -> LearningSetting:
        learner = self.text(table, "learning", "learner")
        if learner not in {"", "vectors", "ngrams"}:
            raise self.fail("learning.learner", "vectors | ngrams")
        vectors, encoder = (self.text(table, "learning", key) for key in ("vectors", "encoder"))
        return LearningSetting(
            learner, self.share(table, "learning", "at", 0.4), self.share(table, "learning", "precision", 0.5),
            root / vectors if vectors else None, root / encoder if encoder else None)

    def topic(self, table: dict[str, Any]) -> TopicSetting:
        documents = self.text(table, "topics", "documents") or "window"
        if documents not in {"window", "turn", "interview"}:
            raise self.fail("topics.documents", "window | turn | interview")
        size = self.whole(table, "topics", "size", 40)
        if size < 10:
            raise self.fail("topics.size", _("a whole number, 10 or more"))
        polarity = table.get("topics", {}).get("polarity", True)
        if not isinstance(polarity, bool):
            raise self.fail("topics.polarity", "true | false")
        return TopicSetting(self.text(table, "topics", "model"), self.whole(table, "topics", "seeds", 0), documents,
                            size, polarity)

    def share(self, table: dict[str, Any], section: str, key: str, default: float) -> float:
        value = table.get(section, {}).get(key, default)
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < 1:
            raise self.fail(f"{section}.{key}", _("a number between 0 and 1"))
        return float(value)

    def text(self, table: dict[str, Any], section: str, key: str) -> str:
        value = table.get(section, {}).get(key, "")
        if not isinstance(value, str):
            raise self.fail(f"{section}.{key}", _("a text in quotes"))
        return value

    def whole(self, table: dict[str, Any], section: str, key: str, default: int) -> int:
        value = table.get(section, {}).get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.fail(f"{section}.{key}", _("a whole number, 0 or more"))
        return value

    def speakers(self, section: Any) -> dict[str, dict[str, SpeakerSetting]]:
        found: dict[str, dict[str, SpeakerSetting]] = {}
        for transcript, labels in self.mapping(section, "speakers").items():
            for label, said in self.mapping(labels, f"speakers.{transcript}").items():
                where = f"speakers.{transcript}.{label}"
                entry = {"role": said} if isinstance(said, str) else self.mapping(said, where)
                role, name = str(entry.get("role", "")), str(entry.get("name", ""))
                if role not in {"", "interviewer", "respondent", "other"} or set(entry) - {"role", "name"}:
                    raise self.fail(where, "interviewer | respondent | other")
                found.setdefault(transcript, {})[label] = SpeakerSetting(role, name)
        return found

    def roles(self, section: Any) -> dict[str, tuple[str, ...]]:
        groups = {}
        for group, members in self.mapping(section, "roles").items():
            if not isinstance(members, list) or not all(isinstance(member, str) for member in members):
                raise self.fail(f"roles.{group}", _("a list of texts"))
            groups[group] = tuple(members)
        return groups

    def queries(self, section: Any) -> dict[str, str]:
        named = self.mapping(section, "queries")
        for name, query in named.items():
            if not isinstance(query, str):
                raise self.fail(f"queries.{name}", _("a text in quotes"))
        return named

    def mapping(self, value: Any, key: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.fail(key, _("a section [{name}]").format(name=key))
        return value
