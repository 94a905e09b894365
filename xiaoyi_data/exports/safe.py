"""HTML of anybody's, so that a page asks no host for anything; and the policy that sees to it."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import tinycss2
from lxml import etree

from xiaoyi_data.exports import spoken

# What loads, leaves the page, or is read by browsers in another way than by a parser.
_GONE = {
    "applet", "base", "embed", "fencedframe", "frame", "frameset", "iframe", "link", "meta",
    "noembed", "noframes", "noscript", "object", "plaintext", "portal", "template", "xmp",
}  # fmt: skip
_ADDRESSES = {
    "action", "archive", "background", "classid", "codebase", "data", "dynsrc", "formaction",
    "href", "imagesrcset", "longdesc", "lowsrc", "manifest", "ping", "poster", "profile", "src",
    "srcdoc", "srcset", "usemap",
}  # fmt: skip
_FETCHING = {"url", "src", "image", "image-set", "-webkit-image-set", "cross-fade"}
_LINKED = re.compile(r"(?:https?:|mailto:|#|(?![a-z][a-z0-9+.-]*:))", re.IGNORECASE)
_IMPORT = re.compile(r"""\b(?:import|from)\b\s*\(?\s*["'](?:https?:)?//([^/"']+)""")
_SCRIPTS = {"", "module", "text/javascript", "application/javascript"}
_WHOLE = {"html", "head", "body"}  # of a page within ours: what is in them stays
_SVG = "http://www.w3.org/2000/svg"


@dataclass
class Safe:
    """What makes HTML safe, and remembers: hashes of scripts kept, what was ``taken`` out."""

    folder: Path
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)
    hashes: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    def html(self, text: str) -> str:
        """Return HTML without what would ask a host for anything.

        >>> guard = Safe(Path())
        >>> guard.html('<p onclick="x()">a<img src="https://b.example/c.png"></p>')
        '<p>a<img></p>'
        >>> guard.taken
        ['onclick', 'b.example']
        """
        if not text.strip():
            return ""
        tree = spoken.parsed(text)
        self.clean(tree)
        return spoken.written(tree)

    def prose(self, text: str) -> str:
        """Return HTML of Markdown; scripts and style sheets are for outputs, as in JupyterLab."""
        tree = spoken.parsed(text)
        for part in list(tree.iter("script", "style")):
            self._take(part.get("src", ""), f"<{part.tag}>")
            part.drop_tree()
        self.clean(tree)
        return spoken.written(tree)

    def svg(self, text: str) -> str:
        """Return an SVG as the address of a picture, in which nothing runs, or "" if it is none.

        >>> Safe(Path()).svg("<svg><rect/></svg>")[:26]
        'data:image/svg+xml;base64,'
        """
        # Files of other programs name no namespace, or an encoding that a text has no more.
        text = re.sub(r"^\s*<\?xml.*?\?>", "", text, flags=re.DOTALL)
        if not re.search(r"<svg[^>]+xmlns=", text):
            text = text.replace("<svg", f'<svg xmlns="{_SVG}"', 1)
        parser = etree.XMLParser(resolve_entities="internal", no_network=True, recover=True)
        tree = etree.fromstring(text.encode(), parser) if text else None
        if tree is None or etree.QName(tree).localname != "svg":
            return ""
        self.clean(tree)
        return f"data:image/svg+xml;base64,{base64.b64encode(etree.tostring(tree)).decode()}"

    def clean(self, tree: Any) -> None:
        """Take out of a tree what would ask a host for anything, or would run."""
        etree.strip_tags(tree, etree.Comment, etree.ProcessingInstruction)
        for part in list(tree.iter(etree.Element)):
            self._part(part)

    def _part(self, part: Any) -> None:
        tag = _bare(part.tag)
        if tag in _GONE or (tag in ("animate", "set") and "href" in str(part.attrib).lower()):
            self._take(part.get("src") or part.get("href") or part.get("data") or "", f"<{tag}>")
            _drop(part)
            return
        if tag == "script":
            self._script(part)
            return
        if tag == "form":
            self._take(part.get("action", ""), "<form>")
            part.drop_tag()
            return
        if tag == "style":
            part.text = self._looks("".join(part.itertext())).replace("<", "\\3c ")
        for name in list(part.attrib):
            self._attribute(part, tag, name)
        if tag in _WHOLE:
            part.drop_tag()

    def _attribute(self, part: Any, tag: str, name: str) -> None:
        value = part.get(name)
        bare = _bare(name)
        if bare.startswith("on"):
            self.taken.append(bare)
            del part.attrib[name]
        elif bare == "style":
            part.set(name, self._looks(value))
        elif bare in _ADDRESSES:
            plain = re.sub(r"[\x00-\x20]", "", value)
            if tag in ("a", "area") and bare == "href":
                kept = bool(_LINKED.match(plain))
            else:
                held = re.match(r"data:(?:image|audio|video|font)/", plain, re.IGNORECASE)
                kept = plain.startswith("#") or (bare != "srcset" and held is not None)
                if not kept and tag == "img" and bare == "src" and (near := self._near(plain)):
                    part.set(name, near)
                    return
            if not kept:
                self._take(value, bare)
                del part.attrib[name]
        elif "(" in value:  # fill, filter, marker and all others that take the words of a style
            part.set(name, self._looks(value))

    def _script(self, part: Any) -> None:
        """Keep a script that stands here, with its hash; browsers hash what they read."""
        text = (part.text or "").replace("\r\n", "\n").replace("\r", "\n")
        kind = part.get("type", "").strip().lower()
        # A name that is no kind of file tells browsers what to load: speculationrules, importmap.
        loads = kind not in _SCRIPTS and "/" not in kind
        imported = _IMPORT.search(text) if kind in _SCRIPTS else None
        foreign = any(_bare(above.tag) in ("svg", "math") for above in part.iterancestors())
        if imported or foreign or loads or part.get("src") or "href" in map(_bare, part.attrib):
            self._take(f"//{imported[1]}" if imported else part.get("src", ""), "<script>")
            _drop(part)
            return
        kind = part.get("type", "")
        part.attrib.clear()
        if kind:
            part.set("type", kind)
        part.text = text
        self.hashes.append(digest(text))

    def _near(self, address: str) -> str:
        """Return a picture attached to the cell, or beside the notebook, as data."""
        if address.startswith("attachment:"):
            held = self.attachments.get(unquote(address.partition(":")[2]), {})
            kind, data = next(iter(held.items()), ("", ""))
            return f"data:{kind};base64,{''.join(data)}" if kind.startswith("image/") else ""
        if urlsplit(address).scheme or address.startswith(("/", "\\")):
            return ""
        file = (self.folder / unquote(address.partition("?")[0])).resolve()
        kind = mimetypes.guess_type(file.name)[0] or ""
        inside = file.is_relative_to(self.folder.resolve())
        if not (inside and kind.startswith("image/") and file.is_file()):
            return ""
        return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"

    def _looks(self, css: str) -> str:
        """Return a style sheet, or a value, without addresses."""
        lowered = css.lower()
        if not any(sign in lowered for sign in ("\\", "@", "url", "src", "image", "cross-fade")):
            return css
        return str(tinycss2.serialize(self._tokens(tinycss2.parse_component_value_list(css))))

    def _tokens(self, tokens: list[Any]) -> list[Any]:
        kept: list[Any] = []
        importing = False
        for token in tokens:
            if token.type == "at-keyword" and token.lower_value == "import":
                importing = True
                self.taken.append("@import")
            if importing:
                importing = token != ";"
                continue
            if token.type == "url" and not token.value.startswith(("data:", "#")):
                self._take(token.value, "url()")
                continue
            if token.type == "function" and token.lower_name in _FETCHING:
                texts = [own.value for own in token.arguments if own.type in ("string", "url")]
                if any(not text.startswith(("data:", "#")) for text in texts):
                    self._take(texts[0], token.lower_name)
                    continue
            for name in ("content", "arguments"):
                if isinstance(getattr(token, name, None), list):
                    setattr(token, name, self._tokens(getattr(token, name)))
            kept.append(token)
        return kept

    def _take(self, address: str, what: str) -> None:
        """Note what was taken out: by its host, or else by its name."""
        try:
            host = urlsplit(address.strip().split(" ")[0]).netloc
        except ValueError:
            host = ""
        # A file beside the notebook that is not there has no host, but a name.
        near = address if what == "src" and not re.match(r"[a-z]+:", address) else ""
        if (said := host or near or what) not in self.taken:
            self.taken.append(said)


def _bare(name: str) -> str:
    """Return a name in small letters, without its namespace or prefix."""
    return re.split("[:}]", name.lower())[-1]


def _drop(part: Any) -> None:
    """Take out an element; what follows it stays."""
    above, before = part.getparent(), part.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (part.tail or "")
    else:
        above.text = (above.text or "") + (part.tail or "")
    above.remove(part)


def digest(script: str) -> str:
    """Return the source expression of an inline script.

    >>> digest("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def policy(hashes: list[str], *, files: bool = False) -> str:
    """Return the Content-Security-Policy of a page; ``files`` lets pictures beside it show."""
    scripts = " ".join(dict.fromkeys(hashes)) or "'none'"
    beside = " 'self' file:" if files else ""
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; "
        f"img-src data:{beside}; font-src data:; media-src data:; connect-src 'none'; "
        "form-action 'none'; base-uri 'none'"
    )
