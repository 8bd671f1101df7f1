"""Turns the rounds into a table: medians, ratios, whether laws agree, and whether goals are met."""
import json
import math
import os
import platform
import re
import statistics
import textwrap
import time

import programs
import suite

STANDARD_ERRORS = 6
COLUMNS = 140


def _pooled(rounds):
    """Mean and standard deviation of the statistic over all rounds, each with its own seed, and the number of samples."""
    samples = sum(r["samples"] for r in rounds)
    mean = sum(r["samples"] * r["mean"] for r in rounds) / samples
    square = sum(r["samples"] * (r["sd"] ** 2 + (r["mean"] - mean) ** 2) for r in rounds) / samples
    return mean, math.sqrt(square), samples


def _same_law(ours, theirs):
    """Whether means and standard deviations agree.

    The error of a standard deviation is that of a normal; for correlations in [-1, 1] the true error is smaller.
    """
    (mean, sd, count), (other_mean, other_sd, other_count) = _pooled(ours), _pooled(theirs)
    common = max(sd, other_sd)
    error = STANDARD_ERRORS * common * math.sqrt(1 / count + 1 / other_count)
    return abs(mean - other_mean) <= error and abs(sd - other_sd) <= error / math.sqrt(2)


def rows_of(task, results):
    """One row for each program of a task. results: (rival, detail) -> one result per round."""
    ours = results[suite.US, ""]
    rows = []
    for (rival, detail), rounds in results.items():
        rates = [r["rate"] for r in rounds]
        ratio = statistics.median(mine["rate"] / theirs["rate"] for mine, theirs in zip(ours, rounds))
        mean, sd, samples = _pooled(rounds)
        goal = task.goals.get(rival)
        rows.append({
            "task": task.name, "title": task.title, "unit": task.unit, "program": f"{rival}, {detail}" if detail else rival,
            "rate": statistics.median(rates), "slowest": min(rates), "fastest": max(rates),
            "ratio": None if rival == suite.US else round(ratio, 3), "goal": goal, "goalMet": None if goal is None else ratio >= goal,
            "mean": round(mean, 5), "sd": round(sd, 5), "samples": samples, "sameLaw": rival in suite.OTHER_LAWS or _same_law(ours, rounds),
            "library": rounds[0]["library"],
        })
    return rows


def complaints(rows):
    for row in rows:
        if row["goalMet"] is False:
            yield f"{row['title']}: {row['ratio']:.2f} times {row['program']}; the goal is {row['goal']}."
        if not row["sameLaw"]:
            yield f"{row['title']}: {row['program']} has mean {row['mean']} and sd {row['sd']}: not the law of HpCovSde."


def _number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _filled(text):
    return textwrap.fill(text, COLUMNS, break_long_words=False, break_on_hyphens=False)


def markdown(rows, rounds, missing, loads):
    model, vendor = programs.cpu()
    lines = [
        _filled(
            f"{model} ({vendor}), {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}; {suite.THREADS} threads unless stated otherwise;"
            f" medians of {rounds} interleaved rounds; load of the machine {loads[0]:.1f} before, {loads[1]:.1f} after."),
        "",
        "| task | program | per second | slowest – fastest | HpCovSde is faster by | at least |",
        "|---|---|---:|---:|---:|---:|",
    ]
    title = None
    for row in rows:
        name = f"**{row['program']}**" if row["ratio"] is None else row["program"]
        ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}" if row["ratio"] < 10 else f"{row['ratio']:,.0f}"
        goal = "" if row["goal"] is None else f"{row['goal']} {'✓' if row['goalMet'] else '✗'}"
        task = "" if row["title"] == title else f"{row['title']} ({row['unit']})"
        span = f"{_number(row['slowest'])} – {_number(row['fastest'])}"
        lines.append(f"| {task} | {name} | {_number(row['rate'])} | {span} | {ratio} | {goal} |")
        title = row["title"]
    lines += ["", _filled("Versions: " + "; ".join(sorted({row["library"] for row in rows})) + ".")]
    lines += [f"Not measured: {rival}. To get it: {how}." for rival, how in missing.items()]
    return "\n".join(lines + list(complaints(rows))) + "\n"


def write(rows, rounds, missing, loads, text):
    model, vendor = programs.cpu()
    folder = programs.ROOT / "bench" / "results" / re.sub(r"[^a-z0-9]+", "-", model.lower()).strip("-")
    folder.mkdir(parents=True, exist_ok=True)
    document = {
        "cpu": model, "vendor": vendor, "cores": os.cpu_count(), "system": platform.platform(), "date": time.strftime("%Y-%m-%d"),
        "threads": suite.THREADS, "rounds": rounds, "loadBefore": round(loads[0], 2), "loadAfter": round(loads[1], 2),
        "missing": missing, "rows": rows,
    }
    (folder / "peers.json").write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "peers.md").write_text(text, encoding="utf-8")
