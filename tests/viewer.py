"""The labels of native charts, read as a viewer of slides reads them."""

import re

from xiaoyi_data.exports.slides import parts

C15 = "{http://schemas.microsoft.com/office/drawing/2012/chart}"


def written(code, value):
    """A value as a spreadsheet writes it by a format."""
    whole = re.findall(r'((?:"[^"]*"|\\\\.|[^;"])*)(?:;|$)', code)
    section = whole[0 if value > 0 else 1 if value < 0 else 2]
    made = ""
    for literal, escaped, digits, other in re.findall(
        r'"([^"]*)"|\\\\(.)|([#,0]*0(?:\.0+)?)|(.)', section
    ):
        places = len(digits.partition(".")[2])
        comma = "," if "," in digits else ""
        made += literal + escaped + other
        made += f"{abs(value):{comma}.{places}f}" if digits else ""
    return made


def spoken(series, place):
    """The label of a point, as a viewer makes it of fields, formats and cells."""
    found = series._element.xpath(f"c:dLbls/c:dLbl[c:idx/@val='{place}']")
    if not found:
        return ""
    value = series.values[place] if len(series.values) > place else None
    code = found[0].xpath("c:numFmt/@formatCode")
    if not found[0].xpath("c:tx"):
        return written(code[0], value)
    cells = {pt.get("idx"): pt[0].text for pt in series._element.iter(f"{C15}dlblRangeCache")
             for pt in pt.iter("{*}pt")}  # fmt: skip
    made = []
    for paragraph in found[0].xpath(".//a:p"):
        made.append("")
        for node in paragraph:
            kind = node.get("type")
            if kind == "CELLRANGE":
                made[-1] += cells[str(place)]
            elif kind == "VALUE":
                made[-1] += written(code[0], value)
            elif kind == "SERIESNAME":
                made[-1] += series.name
            elif node.tag.endswith("}r"):
                made[-1] += node.xpath("a:t")[0].text
    return "\n".join(made)


def said(series, place):
    """The text of a point's label, without what leads it or keeps it off its mark."""
    text = spoken(series, place)
    leads = {*parts.LEADS.values(), *map(str.strip, parts.LEADS.values()), "↑ "}
    for lead in sorted(leads, key=len, reverse=True):
        text = text.replace(lead, "") if lead != "|" else text
    return text.replace("\u00a0", "")
