"""What a report has to say of a question, computed from the answers by plain counting: names as in the report's JSON, joined by dots."""
import collections, math, statistics

QUANTILES = {"p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
MOST_TOP_VALUES = 20
MOST_COMBINATIONS = 10


def question_figures(kind, values):
    """The figures of a question of this type; `values` are the texts of its answers."""
    return {"Choice": choice, "Number": number, "Text": text, "MultiChoice": multiple_choice}[kind](values)


def ranked(values):
    """The most frequent first, then by bytes."""
    return sorted(collections.Counter(values).items(), key=lambda entry: (-entry[1], entry[0].encode()))


def counted(path, entries):
    figures = {}
    for n, (value, count) in enumerate(entries):
        figures[f"{path}.{n}.value"], figures[f"{path}.{n}.count"] = value, count
    return figures


def choice(values):
    options = ranked(values)
    figures = counted("options", options)
    shares = [count / len(values) for _, count in options]
    figures |= {f"options.{n}.share": share for n, share in enumerate(shares)}
    figures["choice.entropy"] = math.fsum(-share * math.log2(share) for share in shares)
    figures["choice.unlisted"] = None
    return figures


def multiple_choice(values):
    """Of answers that name one option each."""
    return choice(values) | {"choice.meanChosen": 1.0} | counted("choice.combinations", ranked(values)[:MOST_COMBINATIONS])


def quantile(numbers, q):
    """Definition 7 of Hyndman and Fan, over sorted numbers."""
    place = q * (len(numbers) - 1)
    rank = int(place)
    above = numbers[min(rank + 1, len(numbers) - 1)]
    return numbers[rank] + (place - rank) * (above - numbers[rank])


def number(values):
    numbers = sorted(map(float, values))
    figures = {"count": len(numbers), "min": numbers[0], "max": numbers[-1], "error": 0}
    figures |= {"mean": statistics.fmean(numbers), "sd": statistics.stdev(numbers)}
    figures |= {name: quantile(numbers, q) for name, q in QUANTILES.items()}
    figures |= {"zeros": sum(x == 0 for x in numbers), "negatives": sum(x < 0 for x in numbers)}
    middle = quantile(numbers, 0.5)
    figures["mad"] = quantile(sorted(abs(x - middle) for x in numbers), 0.5)
    whole = [x for x in numbers if x.is_integer()]
    figures |= {"heaping.whole": len(whole), "heaping.round": sum(x % 5 == 0 for x in whole)}
    lower, upper = quantile(numbers, 0.25), quantile(numbers, 0.75)
    for name, fence in {"outside": 1.5, "far": 3.0}.items():
        low, high = lower - fence * (upper - lower), upper + fence * (upper - lower)
        figures[f"outliers.{name}"] = sum(x < low or x > high for x in numbers)
    return {f"number.{name}": value for name, value in (figures | histogram(numbers)).items()}


def histogram(numbers):
    """Bars of a width that is 1, 2 or 5 times a power of ten, about twelve of them; a bar for each of at most twenty whole numbers."""
    low, high = numbers[0], numbers[-1]
    whole = all(x.is_integer() for x in numbers)
    if whole and high - low <= 20:
        width = 1.0
    else:
        rough = (high - low) / 12
        power = 10.0 ** math.floor(math.log10(rough))
        width = power * next(nice for nice, below in ((1, 1.5), (2, 3.5), (5, 7.5), (10, math.inf)) if rough / power < below)
        width = max(width, 1.0) if whole else width
    first = math.floor(low / width)
    bars = collections.Counter(math.floor(x / width) for x in numbers)
    figures = {}
    for n in range(math.floor(high / width) - first + 1):
        figures[f"histogram.{n}.lo"], figures[f"histogram.{n}.hi"] = (first + n) * width, (first + n + 1) * width
        figures[f"histogram.{n}.count"] = bars[first + n]
    assert sum(bars.values()) == len(numbers)
    return figures


def text(values):
    lengths = sorted(map(len, values))
    figures = {"distinct.value": len(set(values)), "distinct.error": 0, "blank": sum(not value.strip() for value in values)}
    figures |= {"length.min": lengths[0], "length.mean": statistics.fmean(lengths)}
    # The smallest length that at least 95 of 100 do not exceed.
    figures["length.p95"] = lengths[math.ceil(0.95 * len(lengths)) - 1]
    figures |= counted("top", ranked(values)[:MOST_TOP_VALUES])
    return {f"text.{name}": value for name, value in figures.items()}
