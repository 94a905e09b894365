"""Pages: a self-contained file for each executed notebook, an index of them, and a gallery."""

from xiaoyi_data.exports.pages.body import page
from xiaoyi_data.exports.pages.cards import card
from xiaoyi_data.exports.pages.embed import embed
from xiaoyi_data.exports.pages.forms import gallery
from xiaoyi_data.exports.pages.front import index
from xiaoyi_data.exports.pages.news import lead, news
from xiaoyi_data.exports.pages.site import join, sitemap, twins
from xiaoyi_data.exports.pages.warning import warn
from xiaoyi_data.exports.pages.whole import whole

__all__ = [
    "card",
    "embed",
    "gallery",
    "index",
    "join",
    "lead",
    "news",
    "page",
    "sitemap",
    "twins",
    "warn",
    "whole",
]
