"""Sessions for the tests of reports, and who reads the page."""

from __future__ import annotations

import base64
from html.parser import HTMLParser
from pathlib import Path

from improv_partner.research.report.gather import Report, gather
from improv_partner.research.report.opened import open_all
from improv_partner.research.report.page import page
from improv_partner.research.report.worst import worst

from .planted import Act, Planted, made

CALM = ("interest 2", "interest 2", "interest 2")  # tag, reading, own feeling
EVENING = Planted(
    "an evening",
    [
        Act("The train leaves at nine.", "It has no driver.", "grief 3", "joy 2", "interest 2"),
        Act("Give me the lamp.", "Take it, but the cord bites.", "grief 2", "sadness 2", "fear 2"),
        Act("Who are you?", "As an AI, I have no name.", *CALM),
        Act("There is a bird in the chimney.", "Sing to it in French.", *CALM),
        Act("You kept the blue chair.", "Nobody else would have it.", "", "joy 2", "interest 2"),
        Act("I cannot find the key.", "Try the sugar bowl.", "fear 2", "", ""),
        Act("Label these.", "I brought red ink.", "interest 2", "interest 2", "", mind_s=4.5),
    ],
)


def evening(folder: Path, mind: str = "tiny at http://localhost:1/v1") -> Path:
    """A misreading, a relative, a break, an untagged and an unread line, a long gap."""
    return made(Planted(EVENING.about, EVENING.acts, header={"crew": {"mind": mind}}), folder)


def gathered(*folders: Path, share: bool = False) -> Report:
    return gather(open_all(folders, share), share)


def paged(*folders: Path, share: bool = False, title: str = "A title") -> str:
    opening = open_all(folders, share)
    return page(gather(opening, share), worst(opening.sessions), title, "today")


class Seen(HTMLParser):
    """A page as a browser takes it: addresses, sounds, words; tags that were not closed."""

    VOID = frozenset({"meta", "link", "rect", "line", "path", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.sounds: list[bytes] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.labels: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), f"a program in {tag}"
            if name in ("src", "href", "action", "data", "poster", "srcset", "xlink:href"):
                self.addresses.append(value or "")
            if tag == "audio" and name == "src":
                self.sounds.append(base64.b64decode((value or "").split(",")[1]))
            if tag == "svg" and name == "aria-label":
                self.labels.append(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.texts).split())
