"""`make bench`: one line a row, and all of it as JSON."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from traceback import format_exc
from typing import Annotated

import typer

from bench.measuring import all_rows, as_json, header, line, measure
from bench.row import Size

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def bench(
    names: Annotated[
        list[str] | None, typer.Argument(help="Only these rows; all if left out.")
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often each side has its turn.")] = 5,
    share: Annotated[float, typer.Option(help="Of the full size, to try a row out.")] = 1.0,
    out: Annotated[Path, typer.Option(help="Where the JSON goes.")] = Path("dist/bench.json"),
) -> None:
    """Measure, row by row, against floors that have their turns in between."""
    rows = {row.name: row for row in all_rows()}
    wanted = names or list(rows)
    if unknown := [name for name in wanted if name not in rows]:
        raise typer.BadParameter(f"there is no row {unknown[0]}: there are {', '.join(rows)}")
    results, broken = [], list[str]()
    typer.echo(header())
    for name in wanted:
        try:
            results.append(asyncio.run(measure(rows[name], Size(rounds, share))))
        except Exception:
            # The other rows are worth having all the same.
            typer.echo(f"{name:22}{format_exc()}", err=True)
            broken.append(name)
        else:
            typer.echo(line(results[-1]))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(as_json(results), indent=2, ensure_ascii=False) + "\n")
    if broken or not all(result.is_sound for result in results):
        raise typer.Exit(1)


if __name__ == "__main__":
    app(prog_name="bench")
