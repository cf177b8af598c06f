"""Colours and fonts: paper and ink, by day and by night, all from the reader's own machine."""

import gradio as gr

_SANS = ["system-ui", "Segoe UI", "Helvetica Neue", "Arial", "sans-serif"]
_MONO = ["ui-monospace", "Menlo", "Consolas", "monospace"]

_PAPER, _SHEET, _INK, _GREY, _RULE = "#fbfaf6", "#ffffff", "#1d1b16", "#6b665a", "#dcd7ca"
_NIGHT, _SLATE, _CHALK, _ASH, _LINE = "#171612", "#201f1a", "#ece8dd", "#a29c8c", "#3a372e"


def theme() -> gr.themes.Base:
    """Return Gradio's plainest theme with our colours; nothing in it names a remote font."""
    return gr.themes.Base(font=_SANS, font_mono=_MONO).set(
        body_background_fill=_PAPER,
        body_background_fill_dark=_NIGHT,
        body_text_color=_INK,
        body_text_color_dark=_CHALK,
        body_text_color_subdued=_GREY,
        body_text_color_subdued_dark=_ASH,
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        border_color_primary=_RULE,
        border_color_primary_dark=_LINE,
        input_background_fill=_SHEET,
        input_background_fill_dark=_SLATE,
        input_border_color=_RULE,
        input_border_color_dark=_LINE,
        input_border_color_focus=_GREY,
        input_border_color_focus_dark=_ASH,
        input_placeholder_color=_GREY,
        input_placeholder_color_dark=_ASH,
        button_primary_background_fill=_INK,
        button_primary_background_fill_dark=_CHALK,
        button_primary_background_fill_hover=_GREY,
        button_primary_background_fill_hover_dark=_ASH,
        button_primary_border_color=_INK,
        button_primary_border_color_dark=_CHALK,
        button_primary_border_color_hover=_GREY,
        button_primary_border_color_hover_dark=_ASH,
        button_primary_text_color=_PAPER,
        button_primary_text_color_dark=_NIGHT,
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_dark="transparent",
        button_secondary_background_fill_hover=_RULE,
        button_secondary_background_fill_hover_dark=_LINE,
        button_secondary_border_color=_RULE,
        button_secondary_border_color_dark=_LINE,
        button_secondary_text_color=_INK,
        button_secondary_text_color_dark=_CHALK,
        button_border_width="1px",
        error_background_fill=_SHEET,
        error_background_fill_dark=_SLATE,
    )
