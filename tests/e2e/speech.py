"""What a screen reader would say of a page, in lines to be read: from Chromium's accessibility tree.

One thing a line, indented under what holds it: its role, its name, its states, its value, its description.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from playwright.sync_api import CDPSession, Page

INDENT: Final = "  "
LABELS: Final = frozenset({"LabelText", "Legend"})
"""Their words are heard as the name of something else; what else they hold is heard."""
SILENT: Final = frozenset({"generic", "none", "paragraph", "RootWebArea", *LABELS})
"""Boxes: only what they hold is heard."""
UNHEARD: Final = frozenset({"InlineTextBox", "ListMarker"})
INLINE: Final = frozenset({"time", "strong", "emphasis", "code", "mark", "Abbr", "superscript"})
"""Words within a line of words."""
WHOLE: Final = frozenset(
    {"button", "checkbox", "img", "image", "link", "menuitem", "menuitemcheckbox", "option"}
    | {"radio", "switch", "tab", "textbox", "searchbox", "separator", "slider", "spinbutton", "StaticText"}
)
"""Said by their names; what they hold is said by that."""
SPOKEN: Final[Mapping[str, str]] = {
    "StaticText": "text",
    "image": "picture",
    "img": "picture",
    "SvgRoot": "picture",
    "DescriptionList": "list of terms",
    "DescriptionListTerm": "term",
    "DescriptionListDetail": "meaning",
    "term": "term",
    "definition": "meaning",
    "Video": "video",
}
FLAGS: Final = ("focused", "disabled", "required", "readonly", "busy", "modal")


@dataclass(frozen=True)
class Node:
    """A node of the tree, as far as it is heard."""

    role: str
    name: str
    value: str
    description: str
    states: Mapping[str, object]
    ignored: bool
    children: tuple[str, ...]


Tree = Mapping[str, Node]


def tree_of(nodes: Sequence[Mapping[str, Any]]) -> Tree:
    """The nodes of `Accessibility.getFullAXTree`, by id."""

    def text(node: Mapping[str, Any], what: str) -> str:
        value = str(node.get(what, {}).get("value", ""))
        # Of words in a line the spaces between them count.
        return value if what == "name" and text(node, "role") == "StaticText" else " ".join(value.split())

    return {
        node["nodeId"]: Node(
            role=text(node, "role"),
            name=text(node, "name"),
            value=text(node, "value"),
            description=text(node, "description"),
            states={one["name"]: one["value"].get("value") for one in node.get("properties", [])},
            ignored=node["ignored"],
            children=tuple(node.get("childIds", [])),
        )
        for node in nodes
    }


def lines_of(tree: Tree) -> list[str]:
    """The tree as it is read from the beginning to the end."""
    root = next(iter(tree))
    return [f'page "{tree[root].name}"', *_children(tree, root, 1)]


def _children(tree: Tree, of: str, depth: int) -> Iterator[str]:
    """What a node holds; words beside each other are one line, as they are read in one breath."""
    words: list[str] = []
    for child in [*_heard(tree, of), None]:
        if child is not None and tree[child].role in {"StaticText", "LineBreak"}:
            words.append(tree[child].name or " ")
            continue
        if text := " ".join("".join(words).split()):
            yield f'{INDENT * depth}text "{text}"'
        words = []
        if child is not None:
            yield from _node(tree, child, depth)


def _heard(tree: Tree, of: str) -> Iterator[str]:
    """The children, and those of children that only carry words within a line."""
    for child in tree[of].children:
        if child not in tree or tree[child].role in UNHEARD:
            continue
        if tree[of].role in LABELS and tree[child].role == "StaticText":
            continue
        if tree[child].role in INLINE:
            yield from _heard(tree, child)
        else:
            yield child


def _node(tree: Tree, at: str, depth: int) -> Iterator[str]:
    node = tree[at]
    if node.ignored or (node.role in SILENT and not node.states.get("focused")):
        yield from _children(tree, at, depth)
        return
    within = [] if node.role in WHOLE else list(_children(tree, at, depth + 1))
    if len(within) == 1 and within[0].strip() == f'text "{node.name}"':
        within = []
    yield f"{INDENT * depth}{said(node)}"
    yield from within


def said(node: Node) -> str:
    """One node in words: role, name, states, value, description."""
    role = SPOKEN.get(node.role, node.role)
    if node.role == "heading":
        role = f"heading {node.states.get('level', '?')}"
    parts = [role]
    if node.name:
        parts.append(f'"{node.name}"')
    if node.value and node.value != node.name and node.role != "button":  # a field for files says its own
        parts.append(f"= {node.value}")
    parts += [f"[{one}]" for one in _states(node)]
    if node.description and node.description != node.name:
        parts.append(f"({node.description})")
    return " ".join(parts)


def _states(node: Node) -> Iterator[str]:
    states = node.states
    for flag in FLAGS:
        if states.get(flag) in (True, "true"):
            yield flag
    for named in ("checked", "pressed"):
        if named in states:
            yield named if states[named] == "true" else f"not {named}"
    if "expanded" in states:
        yield "expanded" if states["expanded"] else "collapsed"
    if states.get("selected"):
        yield "selected"
    if states.get("invalid") not in (None, "false"):
        yield "invalid"
    if states.get("hasPopup") not in (None, "false"):
        yield f"opens a {states['hasPopup']}"
    if "live" in states and node.role != "StaticText":
        yield f"live: {states['live']}"


def listen(page: Page, session: CDPSession | None = None) -> list[str]:
    """What a screen reader would say of this page, from its beginning to its end."""
    spoken = session or page.context.new_cdp_session(page)
    nodes = spoken.send("Accessibility.getFullAXTree")["nodes"]
    return lines_of(tree_of(cast(Sequence[Mapping[str, Any]], nodes)))


HEARD: Final = """
globalThis.heard = [];
const LIVE = "[aria-live], [role=status], [role=alert], [role=log]";
const last = new WeakMap();
const spoken = one => (one.innerText ?? one.textContent).replace(/\\s+/g, " ").trim();
const say = (region, words) => {
  if (!words || region.getAttribute("aria-live") === "off") return;
  heard.push(`${region.getAttribute("role") ?? region.getAttribute("aria-live")}: ${words}`);
};
new MutationObserver(changes => {
  const added = changes.flatMap(({addedNodes}) => [...addedNodes]).filter(one => one.isConnected);
  const fresh = region => added.some(one => one !== region.firstChild && one.contains(region));
  const elements = changes.map(({target}) => target.closest ? target : target.parentElement);
  const regions = new Set(elements.map(one => one?.closest(LIVE)));
  for (const one of added)
    for (const alert of one.querySelectorAll?.("[role=alert]") ?? []) regions.add(alert);
  for (const one of added) if (one.matches?.("[role=alert]")) regions.add(one);
  for (const region of regions) {
    if (!region?.isConnected || (fresh(region) && region.getAttribute("role") !== "alert")) continue;
    if (region.getAttribute("role") === "log") {
      for (const one of added) if (region.contains(one) && one !== region) say(region, spoken(one));
    } else if (last.get(region) !== spoken(region)) say(region, spoken(region));
    last.set(region, spoken(region));
  }
}).observe(document, {subtree: true, childList: true, characterData: true});
"""
"""Keeps what the live regions of a page say, in their order: as a script that runs before the page's own."""


def heard(page: Page) -> list[str]:
    """What the live regions have said since the page was opened, with their roles."""
    return cast(list[str], page.evaluate("heard"))
