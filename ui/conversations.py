"""``clippings eval`` of conversations: the figures of first turns and of follow-ups, in a table."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console


def print_conversations(console: "Console", summary: dict[str, Any]) -> None:
    """Print the figures in percent, a line a measure; the loss with its 95% interval."""
    from rich.text import Text

    def line(text: str, style: str = "") -> None:
        console.print(Text(text, style), soft_wrap=True)

    follow_ups = summary["follow_ups"]
    columns = (summary["first_turns"], follow_ups["as_written"], follow_ups["standalone"])
    line(f"{summary['conversations']} conversations, {summary['turns']} turns\n")
    line(
        f"{'':<16}{'first':>8}{'follow-ups':>12}{'standalone':>12}{'loss':>8}  95% interval", "bold"
    )
    line(f"{'n':<16}{columns[0]['n']:>8}{columns[1]['n']:>12}{columns[2]['n']:>12}")
    for measure in dict.fromkeys(name for column in columns for name in column if name != "n"):
        first, written, alone = (
            f"{100 * column[measure]:.1f}" if measure in column else "-" for column in columns
        )
        loss = follow_ups["loss"].get(measure)
        lost = (
            f"{100 * loss['mean']:>+8.1f}  {100 * loss['low']:+.1f} to {100 * loss['high']:+.1f}"
            if loss
            else ""
        )
        line(f"{measure:<16}{first:>8}{written:>12}{alone:>12}{lost}")
