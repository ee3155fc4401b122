#!/usr/bin/env python3
"""The whole General Social Survey (21,638 interviews) through the real program, compared with the CSV: check_gss.py COLLECT_TOP

Expected figures are computed here, from the CSV alone, by the standard library. Counts and extremes must be equal, means and
standard deviations to 1e-9, quantiles within the error that the report states. Exits 1 and says each difference."""
import collections, csv, json, math, pathlib, statistics, subprocess, sys, tempfile

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
CSV = FIXTURES / "gss-vocabulary.csv"
CHOICES, NUMBERS = ["sex"], ["education", "vocabulary"]
QUANTILES = {"p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
differences = []


def expect(what, found, expected, tolerance=0.0):
    """Notes a difference; `tolerance` is relative to the expected value."""
    if found == expected:
        return
    if tolerance and found is not None and math.isclose(found, expected, rel_tol=tolerance, abs_tol=0.0):
        return
    differences.append(f"{what}: expected {expected!r}, found {found!r}")


def run(program, *arguments, status=0):
    """The command's standard output; the check ends when it answers another status."""
    done = subprocess.run([program, *map(str, arguments)], capture_output=True)
    if done.returncode != status:
        sys.exit(f"{arguments[0]} answered {done.returncode}, not {status}: {done.stderr.decode(errors='replace')[:2000]}")
    return done.stdout


def answers(rows, column):
    return [value for row in rows if (value := row[column].strip()) not in ("", "NA")]


def check_choice(question, values):
    counts = collections.Counter(values)
    expect(f"{question['key']} options", {o["value"]: o["count"] for o in question["options"]}, dict(counts))
    for option in question["options"]:
        expect(f"{question['key']} share of {option['value']}", option["share"], counts[option["value"]] / len(values), 1e-9)


def quantile(numbers, q):
    place = q * (len(numbers) - 1)
    rank = int(place)
    above = numbers[min(rank + 1, len(numbers) - 1)]
    return numbers[rank] + (place - rank) * (above - numbers[rank])


def check_number(question, values):
    numbers, found, name = sorted(map(float, values)), question["number"], question["key"]
    expect(f"{name} n", found["count"], len(numbers))
    expect(f"{name} min", found["min"], numbers[0])
    expect(f"{name} max", found["max"], numbers[-1])
    expect(f"{name} mean", found["mean"], statistics.fmean(numbers), 1e-9)
    expect(f"{name} sd", found["sd"], statistics.stdev(numbers), 1e-9)
    for label, q in QUANTILES.items():
        expect(f"{name} {label}", found[label], quantile(numbers, q), found.get("error", 0.0))
    expect(f"{name} histogram", sum(b["count"] for b in found["histogram"]), len(numbers))


def check_report(report, rows, duplicates):
    expect("live", report["totals"]["live"], len(rows))
    expect("duplicates", report["totals"]["duplicates"], duplicates)
    for refused in ("conflicts", "rejected", "updated", "deleted"):
        expect(refused, report["totals"][refused], 0)
    [form] = report["forms"]
    expect("form", form["formId"], CSV.stem)
    expect("responses over the hours", sum(hour["count"] for hour in form["perHour"]), len(rows))
    questions = {question["questionId"]: question for question in form["questions"]}
    expect("questions", sorted(questions), sorted(CHOICES + NUMBERS))
    for column in CHOICES + NUMBERS:
        values = answers(rows, column)
        expect(f"{column} answered", questions[column]["answered"], len(values))
        expect(f"{column} missing", questions[column]["missing"], len(rows) - len(values))
        (check_choice if column in CHOICES else check_number)(questions[column], values)


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    with CSV.open(newline="") as file:
        rows = list(csv.DictReader(file))
    with tempfile.TemporaryDirectory() as place:
        responses, data = pathlib.Path(place, "gss.ndjson"), pathlib.Path(place, "data")
        flags = [flag for column in CHOICES for flag in ("--choice", column)]
        flags += [flag for column in NUMBERS for flag in ("--number", column)]
        with responses.open("wb") as out:
            subprocess.run([sys.executable, FIXTURES / "csv_to_responses.py", CSV, *flags], stdout=out, check=True)

        first = json.loads(run(program, "import", responses, "--data", data, "--received", "synced", "--format", "json"))
        expect("accepted", first["accepted"], len(rows))
        stored = json.loads(run(program, "report", "--data", data, "--format", "json"))
        check_report(stored, rows, duplicates=0)

        again = json.loads(run(program, "import", responses, "--data", data, "--received", "synced", "--format", "json"))
        expect("accepted the second time", again["accepted"], 0)
        expect("duplicates the second time", again["duplicates"], len(rows))
        repeated = json.loads(run(program, "report", "--data", data, "--format", "json"))
        check_report(repeated, rows, duplicates=len(rows))

        unstored = json.loads(run(program, "report", responses, "--format", "json"))
        check_report(unstored, rows, duplicates=0)
        expect("forms with and without a log", unstored["forms"], stored["forms"])

    for difference in differences:
        print(difference)
    if differences:
        sys.exit(1)
    print(f"{len(rows)} interviews: every figure equals the CSV's, stored, repeated and unstored")


if __name__ == "__main__":
    main()
