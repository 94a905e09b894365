"""Pages: a self-contained file for each executed notebook, an index of them, and a gallery."""

from xiaoyi_data.exports.pages.body import gallery, index, page

__all__ = ["gallery", "index", "page"]
