"""Shortcodes: what publishing systems put into an article's source and a reader never sees."""

from __future__ import annotations

import re

Shortcode = re.Match[str]


def without_shortcodes(source: str) -> str:
    """A source without the tags of publishing systems; what stands between two of them stays.

    A caption that is an attribute of a figure's tag becomes a paragraph: a reader sees it below the picture.
    """
    if "{{" in source or "{%" in source:
        source = _BRACES.sub(_caption, _IN_PARENTHESES.sub("", _COMMENT.sub("", source)))
    if "{" in source:
        source = _without_curly(_UNSEEN.sub("", source))
    if "*|" in source:
        source = _MERGED.sub("", source)
    return _without_brackets(_TOKEN.sub("", source)) if "[" in source else source


_MERGED = re.compile(r"\*\|[A-Z][A-Z0-9_:]{1,40}\|\*")
"""What Mailchimp puts an address, a name or a preview in the place of: *|FNAME|*."""


_TOKEN = re.compile(
    r'\[\[\{"[^<>\n]{0,2000}?\}\]\]|\[\[nid:\d+[^\[\]\n]{0,80}\]\]'
    r"|\[(?:node|view|video|image|media|file|block|embed):[^\s\[\]][^\[\]\n]{0,300}\](?![\](:\[])"
)
"""What Drupal writes for a picture, a film or another page: [[{"fid": 7, …}]], [[nid:8790]], [video:https://…]."""
_FILMS = "youtube|vimeo|dailymotion|video|audio|mp3|mp4|gallery|phocagallery"
_UNSEEN = re.compile(rf"\{{({_FILMS})(?: [^{{}}\n]{{0,80}})?\}}[^{{}}<>\n]{{0,200}}\{{/\1\}}", re.IGNORECASE)
"""A pair of Joomla's tags around what no reader sees: {youtube}b7Qm|600{/youtube}."""
_PLACES = (
    "mosimage|mospagebreak|loadposition|loadmodule|loadmoduleid|module|jcomments|adsense|component|rsform"
)
_CURLY = re.compile(
    rf"\{{/?(?P<name>(?P<placed>{_PLACES})\b|[A-Za-z][\w-]{{0,30}})(?: [^{{}}\n]{{0,300}})?\}}", re.IGNORECASE
)


def _without_curly(source: str) -> str:
    """Without Joomla's tags: those that place something, and those of a pair, between which words stay."""
    closed = set(re.findall(r"\{/([A-Za-z][\w-]{0,30})\}", source))
    return _CURLY.sub(lambda tag: "" if tag["placed"] or tag["name"] in closed else tag.group(), source)


_BRACES = re.compile(
    r"\{\{[<%](?:(?!\{\{[<%]).)*?[%>]\}\}|\{\{/\*(?:(?!\{\{/\*).)*?\*/\}\}|\{%(?:(?!\{%).)*?%\}|\{\{[^{}\n]*\}\}",
    re.DOTALL,
)
"""A tag ends before the next one of its kind: one that is never closed takes no words with it."""
_COMMENT = re.compile(
    r"\{%-? *comment\b[^{}\n]*%\}(?:(?!\{%-? *comment\b).)*?\{%-? *endcomment *-?%\}", re.DOTALL
)
"""What nobody is to see, between two tags of Liquid or Twig."""
_IN_PARENTHESES = re.compile(r"[^\S\n]?(?<!\])\(\{\{[<%][^{}\n]*[%>]\}\}\)")
"""A tag alone in parentheses, but for the address of a link of Markdown."""
_CAPTION = re.compile(r"""\bcaption\s*=\s*("|'|&quot;|`)(.*?)\1""", re.DOTALL)


def _caption(tag: Shortcode) -> str:
    caption = _CAPTION.search(tag.group())
    return f"\n\n{caption.group(2).strip()}\n\n" if caption else ""


def _without_brackets(source: str) -> str:
    """Without WordPress's tags: a name in a pair, or with attributes, or alone in its paragraph.

    Words in brackets ("[sic]", "[the firm]"), links and footnotes of Markdown stay.
    """
    closed = set(_CLOSING.findall(source))

    def replaced(tag: Shortcode) -> str:
        name, rest = tag.group("name"), tag.group("rest")
        if name in closed:
            return _edge(tag, source)
        if _ATTRIBUTE.search(rest):
            return ""
        if source[tag.end() : tag.end() + 1] == "[":
            return tag.group()
        if rest.rstrip().endswith("/"):
            return ""
        return "" if _stands_alone(tag, source) and (not rest or re.search(r"[_\d-]", name)) else tag.group()

    return _BRACKETS.sub(replaced, source)


_CLOSING = re.compile(r"\[/([A-Za-z][\w-]*)\]")
_BRACKETS = re.compile(r"(?<![\\!\[])\[/?(?P<name>[a-z][\w-]*)(?P<rest>(?:[\s=/][^\[\]]*)?)\](?![(:])")
_ATTRIBUTE = re.compile(r"""[\w-]*\s*=\s*(?:["'“”″&\w])""")


def _edge(tag: Shortcode, source: str) -> str:
    """What stays of a pair's tag: where a line begins or ends with it, a paragraph's edge."""
    before, after = source[: tag.start()].rstrip(" \t"), source[tag.end() :].lstrip(" \t")
    opens = not tag.group().startswith("[/")
    block = (not before or before[-1] in "\n>") if opens else (not after or after[0] in "\n<")
    other = source.find(f"[/{tag.group('name')}]", tag.end()) if opens else 0
    if opens and block and other >= 0:
        end = source[other:].split("]", 1)[1].lstrip(" \t")
        block = not end or end[0] in "\n<"
    if not block:
        return ""
    return _PARAGRAPH[opens] if "<" in source and re.search(r"</\w+>|<img\b", source) else "\n\n"


_PARAGRAPH = {True: "<p>", False: "</p>"}


def _stands_alone(tag: Shortcode, source: str) -> bool:
    before, after = source[: tag.start()].rstrip(" \t"), source[tag.end() :].lstrip(" \t")
    return (not before or before[-1] in "\n>") and (not after or after[0] in "\n<")
