"""Discord's rules for components: which may stand where, how many, and how long their words may be."""

from __future__ import annotations

from collections.abc import Iterator

from .errors import Form, Json, Path

ACTION_ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SECTION, TEXT_DISPLAY, THUMBNAIL, MEDIA_GALLERY, FILE, SEPARATOR = 9, 10, 11, 12, 13, 14
CONTAINER, LABEL = 17, 18
SELECTS = (STRING_SELECT, 5, 6, 7, 8)
MODAL_INPUTS = (*SELECTS, TEXT_INPUT, 19, 21, 22, 23)

TOP_LEVEL = (ACTION_ROW, SECTION, TEXT_DISPLAY, MEDIA_GALLERY, FILE, SEPARATOR, CONTAINER)
IN_CONTAINER = tuple(kind for kind in TOP_LEVEL if kind != CONTAINER)
LINK, PREMIUM = 5, 6

MOST_COMPONENTS = 40
MOST_TEXT = 4000


def check_message_components(form: Form, components: list[Json], *, v2: bool) -> None:
    if not v2:
        form.length(("components",), components, 0, 5)
    for place, component in enumerate(components):
        path: Path = ("components", place)
        allowed = TOP_LEVEL if v2 else (ACTION_ROW,)
        if form.choice((*path, "type"), component.get("type"), allowed):
            _check(form, path, component)
    everything = list(_walk(("components",), components))
    if len(everything) > MOST_COMPONENTS:
        problem = f"The total number of components exceeds {MOST_COMPONENTS}"
        form.problem(("components",), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", problem)
    if sum(len(text) for text in texts_in(components)) > MOST_TEXT:
        problem = f"The total displayable text exceeds {MOST_TEXT} characters"
        form.problem(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", problem)
    _check_unique(form, everything)


def texts_in(components: list[Json]) -> list[str]:
    return [c.get("content") or "" for _, c in _walk((), components) if c.get("type") == TEXT_DISPLAY]


def check_modal_components(form: Form, path: Path, components: list[Json]) -> None:
    form.length((*path, "components"), components, 1, 5)
    for place, component in enumerate(components):
        here = (*path, "components", place)
        if not form.choice((*here, "type"), component.get("type"), (ACTION_ROW, TEXT_DISPLAY, LABEL)):
            continue
        if component["type"] == ACTION_ROW:
            inputs = component.get("components") or []
            form.length((*here, "components"), inputs, 1, 1)
            for inner in inputs:
                form.length((*here, "components", 0, "label"), inner.get("label"), 1, 45)
                _check_input(form, (*here, "components", 0), inner, (TEXT_INPUT,))
        elif component["type"] == LABEL:
            form.length((*here, "label"), component.get("label"), 1, 45)
            form.length((*here, "description"), component.get("description"), 0, 100)
            _check_input(form, (*here, "component"), component.get("component") or {}, MODAL_INPUTS)
    _check_unique(form, list(_walk((*path, "components"), components)))


def _check_input(form: Form, path: Path, component: Json, allowed: tuple[int, ...]) -> None:
    kind = component.get("type")
    if not form.choice((*path, "type"), kind, allowed):
        return
    if kind in SELECTS:
        _check_select(form, path, component)
        return
    _check_custom_id(form, path, component)
    if kind == TEXT_INPUT:
        form.choice((*path, "style"), component.get("style"), (1, 2))
        form.length((*path, "value"), component.get("value"), 0, 4000)
        form.length((*path, "placeholder"), component.get("placeholder"), 0, 100)
        for key, low in (("min_length", 0), ("max_length", 1)):
            bound = component.get(key)
            if bound is not None and not low <= bound <= 4000:
                problem = f"int value should be between {low} and 4000."
                form.problem((*path, key), "NUMBER_TYPE_RANGE", problem)


def _check(form: Form, path: Path, component: Json) -> None:
    kind = component["type"]
    if kind == ACTION_ROW:
        _check_row(form, path, component)
    elif kind == TEXT_DISPLAY:
        form.length((*path, "content"), component.get("content"), 1, MOST_TEXT)
    elif kind == SECTION:
        _check_section(form, path, component)
    elif kind == CONTAINER:
        _check_container(form, path, component)
    elif kind == MEDIA_GALLERY:
        form.length((*path, "items"), component.get("items"), 1, 10)


def _check_row(form: Form, path: Path, row: Json) -> None:
    inside = row.get("components") or []
    form.length((*path, "components"), inside, 1, 5)
    for place, component in enumerate(inside):
        here = (*path, "components", place)
        if not form.choice((*here, "type"), component.get("type"), (BUTTON, *SELECTS)):
            continue
        if component["type"] == BUTTON:
            _check_button(form, here, component)
        else:
            _check_select(form, here, component)
            if len(inside) > 1:
                problem = "The specified component exceeds the maximum width"
                form.problem(here, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", problem)


def _check_button(form: Form, path: Path, button: Json) -> None:
    style = button.get("style")
    if not form.choice((*path, "style"), style, (1, 2, 3, 4, LINK, PREMIUM)):
        return
    form.length((*path, "label"), button.get("label"), 0, 80)
    if style == LINK:
        form.length((*path, "url"), button.get("url"), 1, 512)
        if button.get("custom_id"):
            problem = "A custom id and url cannot both be specified"
            form.problem((*path, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", problem)
    elif style != PREMIUM:
        _check_custom_id(form, path, button)
        if button.get("url"):
            problem = "A custom id and url cannot both be specified"
            form.problem((*path, "url"), "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", problem)
    if style != PREMIUM and not button.get("label") and not button.get("emoji"):
        form.problem(path, "BUTTON_COMPONENT_INVALID_DATA", "A button needs a label or an emoji")


def _check_select(form: Form, path: Path, select: Json) -> None:
    _check_custom_id(form, path, select)
    form.length((*path, "placeholder"), select.get("placeholder"), 0, 150)
    most = 25
    if select["type"] == STRING_SELECT:
        options = select.get("options") or []
        form.length((*path, "options"), options, 1, 25)
        most = len(options)
        for place, option in enumerate(options):
            here = (*path, "options", place)
            form.length((*here, "label"), option.get("label"), 1, 100)
            form.length((*here, "value"), option.get("value"), 1, 100)
            form.length((*here, "description"), option.get("description"), 0, 100)
        values = [option.get("value") for option in options]
        if len(values) != len(set(values)):
            problem = "The specified option value is already used"
            form.problem((*path, "options"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", problem)
    if not 0 <= select.get("min_values", 1) <= select.get("max_values", 1) <= most:
        problem = f"min_values and max_values must be in order and at most {most}"
        form.problem(path, "SELECT_COMPONENT_MIN_MAX_VALUES", problem)


def _check_section(form: Form, path: Path, section: Json) -> None:
    texts = section.get("components") or []
    form.length((*path, "components"), texts, 1, 3)
    for place, text in enumerate(texts):
        here = (*path, "components", place)
        if form.choice((*here, "type"), text.get("type"), (TEXT_DISPLAY,)):
            _check(form, here, text)
    accessory = section.get("accessory")
    if accessory is None:
        form.required((*path, "accessory"))
    elif accessory.get("type") == BUTTON:
        _check_button(form, (*path, "accessory"), accessory)
    else:
        form.choice((*path, "accessory", "type"), accessory.get("type"), (BUTTON, THUMBNAIL))


def _check_container(form: Form, path: Path, container: Json) -> None:
    inside = container.get("components") or []
    form.length((*path, "components"), inside, 1, MOST_COMPONENTS)
    for place, component in enumerate(inside):
        here = (*path, "components", place)
        if form.choice((*here, "type"), component.get("type"), IN_CONTAINER):
            _check(form, here, component)


def _check_custom_id(form: Form, path: Path, component: Json) -> None:
    form.length((*path, "custom_id"), component.get("custom_id"), 1, 100)


def _check_unique(form: Form, everything: list[tuple[Path, Json]]) -> None:
    for key, code, what in (
        ("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "custom id"),
        ("id", "COMPONENT_ID_DUPLICATED", "id"),
    ):
        seen = set()
        for path, component in everything:
            value = component.get(key)
            if value and value in seen:
                form.problem((*path, key), code, f"Component {what} cannot be duplicated")
            seen.add(value)


def _walk(path: Path, components: list[Json]) -> Iterator[tuple[Path, Json]]:
    for place, component in enumerate(components):
        here = (*path, place)
        yield here, component
        yield from _walk((*here, "components"), component.get("components") or [])
        for key in ("accessory", "component"):
            if component.get(key):
                yield (*here, key), component[key]
