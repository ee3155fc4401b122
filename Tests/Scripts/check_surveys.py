#!/usr/bin/env python3
"""Two whole public surveys through the real program, every figure of every question compared with the CSV: check_surveys.py COLLECT_TOP

The General Social Survey (21,638 interviews) and 237 students with gaps, each column as the type that it is, and once more as a text.
Expected figures are computed here, from the CSV alone, by the standard library, and every figure that the program prints of a question
must be among them, or among the few that are named in `UNCHECKED`. Counts, extremes and quantiles must be equal, means, deviations, shares
and entropy to 1e-9. Then one value of each column is changed, and each expected figure: the comparison has to notice every time. Exits 1
and says each difference."""
import collections, csv, json, math, pathlib, re, statistics, subprocess, sys, tempfile
from survey_figures import question_figures

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
SURVEYS = {
    "gss-vocabulary": {"Choice": ["sex"], "Number": ["year", "education", "vocabulary"]},
    "students": {
        "Choice": ["Sex", "W.Hnd", "Fold", "Clap", "Exer", "Smoke", "M.I"],
        "Number": ["Wr.Hnd", "NW.Hnd", "Pulse", "Height", "Age"],
    },
}
# How long answering took is made up by the converter; the CSV says only how many answers have such a time.
UNCHECKED = re.compile(r"dwell\.(p50|p95|error)")


class Survey:
    """A file's answers, each column under one question type; in the order in which the converter asks them."""

    def __init__(self, name, columns):
        self.form, self.columns = name, columns
        self.asked = [(column, kind) for kind in ("Choice", "Number", "Text", "MultiChoice") for column in columns.get(kind, [])]
        with self.path.open(newline="") as file:
            self.rows = list(csv.DictReader(file))
        # When the converter says that each row was received: nothing in the CSV does.
        self.days = []

    @property
    def path(self):
        return FIXTURES / f"{self.form}.csv"

    def expected(self):
        """Every figure of the form and its questions, by a path such as `Pulse.number.mean`."""
        figures = {"live": len(self.rows), "created": len(self.rows), "duration": len(self.rows), "hours": len(self.rows)}
        answered = [[is_answer(row[column]) for column, _ in self.asked] for row in self.rows]
        for n, (column, kind) in enumerate(self.asked):
            values = [row[column].strip() for row, given in zip(self.rows, answered) if given[n]]
            figures[f"{column}.type"], figures[f"{column}.key"] = kind, column
            figures[f"{column}.label"] = None
            figures[f"{column}.answered"] = figures[f"{column}.asked"] = len(values)
            figures[f"{column}.missing"] = len(self.rows) - len(values)
            seen = [day for day, given in zip(self.days, answered, strict=True) if given[n]]
            figures[f"{column}.firstSeenOn"], figures[f"{column}.lastSeenOn"] = min(seen), max(seen)
            # The first answer of a response has no answer before it, so that nothing says how long it took.
            figures[f"{column}.dwell.count"] = sum(given[n] and any(given[:n]) for given in answered)
            figures |= {f"{column}.{name}": value for name, value in question_figures(kind, values).items()}
        return figures


def is_answer(cell):
    return cell.strip() not in ("", "NA")


def reported(report, form):
    """The figures of a report under the names of `expected`."""
    [found] = [entry for entry in report["forms"] if entry["formId"] == form]
    figures = {"live": found["live"], "created": found["created"], "duration": found["duration"]["count"]}
    figures["hours"] = sum(hour["count"] for hour in found["perHour"])
    for question in found["questions"]:
        name = question.pop("questionId")
        for path, value in leaves(question):
            if not UNCHECKED.fullmatch(path):
                figures[f"{name}.{path}"] = value
    return figures


def leaves(value, path=""):
    """Each number and text inside a JSON value with its path. Options and frequent values go by their place."""
    if isinstance(value, (dict, list)):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, f"{path}.{name}" if path else str(name))
    else:
        yield path, value


def differences(expected, found):
    """One line for each figure that is not as expected, is missing or is not expected at all."""
    lines = [f"{name}: expected {value!r}, found {found.get(name, 'nothing')!r}"
             for name, value in expected.items() if name not in found or not agree(value, found[name])]
    return lines + [f"{name}: not expected, found {value!r}" for name, value in found.items() if name not in expected]


def agree(expected, found):
    if isinstance(expected, float) and isinstance(found, (int, float)):
        return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-12)
    return found == expected and isinstance(found, str) == isinstance(expected, str)


def run(program, *arguments):
    """The command's standard output; the check ends when it fails."""
    done = subprocess.run([program, *map(str, arguments)], capture_output=True)
    if done.returncode != 0:
        sys.exit(f"{arguments[0]} answered {done.returncode}: {done.stderr.decode(errors='replace')[:2000]}")
    return done.stdout


def report(program, *arguments):
    return json.loads(run(program, "report", *arguments, "--format", "json"))


def through_the_program(program, survey, place):
    """The survey from a file and from a log, into which it goes twice; what differs, and the figures."""
    responses, data = pathlib.Path(place, "responses.ndjson"), pathlib.Path(place, "data")
    flags = [text for column, kind in survey.asked for text in (f"--{kind.lower()}", column)]
    with responses.open("wb") as out:
        subprocess.run([sys.executable, FIXTURES / "csv_to_responses.py", survey.path, *flags], stdout=out, check=True)
    survey.days = [json.loads(line)["syncedFromDeviceAt"][:10] for line in responses.open()]
    expected, lines, count = survey.expected(), [], len(survey.rows)
    totals = {"created": count, "updated": 0, "deleted": 0, "live": count, "duplicates": 0, "conflicts": 0, "rejected": 0}

    def check(what, report, duplicates):
        wrong = differences(totals | {"duplicates": duplicates}, report["totals"])
        wrong += differences(expected, reported(report, survey.form))
        lines.extend(f"{survey.form}, {what}: {line}" for line in wrong)

    from_file = report(program, responses)
    forms = json.dumps(from_file["forms"])
    check("from the file", from_file, 0)
    for again in (False, True):
        imported = json.loads(run(program, "import", responses, "--data", data, "--received", "synced", "--format", "json"))
        taken = {"accepted": 0 if again else count, "duplicates": count if again else 0}
        lines.extend(differences(taken, {name: imported[name] for name in taken}))
        from_log = report(program, "--data", data)
        if not again and json.dumps(from_log["forms"]) != forms:
            lines.append(f"{survey.form}: the log's forms are not the file's")
        check("imported again" if again else "imported", from_log, count if again else 0)
    return lines, expected


def unnoticed(survey, expected):
    """What the comparison would not notice: a figure that is altered, a value that is changed."""
    lines = []
    for name, value in expected.items():
        altered = f"{value}?" if isinstance(value, str) or value is None else value + max(1e-6 * abs(value), 1e-6)
        if len(differences(expected | {name: altered}, expected)) != 1:
            lines.append(f"{survey.form}: nobody notices {altered!r} for {name}")
    for column, kind in survey.asked:
        row = next(row for row in survey.rows if is_answer(row[column]))
        before, row[column] = row[column], "7.25" if kind == "Number" else "somebody else"
        if not differences(survey.expected(), expected):
            lines.append(f"{survey.form}: nobody notices a changed {column}")
        row[column] = before
    return lines


def main():
    program, lines, checked = str(pathlib.Path(sys.argv[1]).resolve()), [], collections.Counter()
    for name, columns in SURVEYS.items():
        everything = [column for kind in columns.values() for column in kind]
        for survey in (Survey(name, columns), Survey(name, {"Text": everything}), Survey(name, {"MultiChoice": columns["Choice"]})):
            assert survey.columns.get("MultiChoice") or sorted(everything) == sorted(survey.rows[0]), f"{name} has other columns"
            with tempfile.TemporaryDirectory() as place:
                wrong, expected = through_the_program(program, survey, place)
            lines += wrong or unnoticed(survey, expected)
            checked[name] += len(expected)
    print(*lines, sep="\n", end="\n" if lines else "")
    if lines:
        sys.exit(1)
    for name, count in checked.items():
        print(f"{name}: {count} figures equal the CSV's, from the file, imported and imported again")


if __name__ == "__main__":
    main()
