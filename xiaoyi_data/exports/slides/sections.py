"""Sections of a deck, as PowerPoint lists them beside the slides."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from lxml import etree

_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_URI = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"


def write(show: Any, sections: Sequence[tuple[str, Sequence[Any]]]) -> None:
    """Put slides into sections by name, in order; after those that the deck has, if it has any.

    A deck without sections that has other slides is left without: PowerPoint wants all or none.
    """
    listed = show.element.xpath("//*[local-name()='sectionLst']")
    many = sum(len(slides) for _, slides in sections)
    if not listed and many < len(show.slides):
        return
    made = listed[0] if listed else etree.Element(f"{{{_P14}}}sectionLst", nsmap={"p14": _P14})
    for place, (name, slides) in enumerate(sections, start=len(made)):
        known = uuid.uuid5(uuid.NAMESPACE_URL, f"xiaoyi-data/{place}/{name}")
        section = etree.SubElement(made, f"{{{_P14}}}section", name=name, id=f"{{{known}}}".upper())
        held = etree.SubElement(section, f"{{{_P14}}}sldIdLst")
        for slide in slides:
            etree.SubElement(held, f"{{{_P14}}}sldId", id=str(slide.slide_id))
    if listed:
        return
    extensions = show.element.find(f"{{{_P}}}extLst")
    if extensions is None:
        extensions = etree.SubElement(show.element, f"{{{_P}}}extLst")
    extension = etree.SubElement(extensions, f"{{{_P}}}ext", uri=_URI)
    extension.append(made)
