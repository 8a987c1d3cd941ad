"""What spot prices were, computed without any code of Emberwatch.

    spot_statistics.py FILE START END [START END ...]

FILE is tab-separated without a header: zone id, instance type, product, USD per hour, RFC 3339 time. For every window
from START until END (left out) and for every series this prints, tab-separated,

    series    START  product  zone id  type  mean  p50  p95  max
    cheapest  START  product  region   type  zone id

A price holds until the next one. The mean and the percentiles weigh a price by the time for which it held; what comes
before the first price of a series counts nowhere. The mean is rounded to ten places, half to even, from the exact
fraction. Of zones that are equally cheap the first by name is printed. Standard library only.
"""

import sys
from collections import defaultdict
from datetime import datetime, timedelta
from fractions import Fraction


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def read(path):
    """The changes of every (product, zone, type), in the order of time."""
    series = defaultdict(dict)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            zone, kind, product, usd, at = line.rstrip("\n").split("\t")
            series[product, zone, kind][moment(at)] = Fraction(usd)
    return {key: sorted(changes.items()) for key, changes in series.items()}


def held(changes, start, end):
    """(price, microseconds) of every change that reaches into the window."""
    ends = [at for at, _ in changes[1:]] + [end]
    for (begin, usd), until in zip(changes, ends):
        length = min(until, end) - max(begin, start)
        if length > timedelta(0):
            yield usd, length // timedelta(microseconds=1)


def percentile(pieces, percent):
    """The least price such that at least so much of the time was at or below it."""
    total = sum(length for _, length in pieces)
    for candidate in sorted({usd for usd, _ in pieces}):
        below = sum(length for usd, length in pieces if usd <= candidate)
        if Fraction(below, total) >= Fraction(percent, 100):
            return candidate
    raise AssertionError("the highest price is at or above all of them")


def places(amount, count):
    """round() of a Fraction is exact, and half to even."""
    digits = round(amount * 10**count)
    return f"{digits // 10**count}.{digits % 10**count:0{count}d}"


def main(path, *bounds):
    series = read(path)
    for start_text, end_text in zip(bounds[::2], bounds[1::2]):
        start, end = moment(start_text), moment(end_text)
        means = defaultdict(list)
        for (product, zone, kind), changes in sorted(series.items()):
            pieces = list(held(changes, start, end))
            if not pieces:
                continue
            mean = sum(usd * length for usd, length in pieces) / sum(length for _, length in pieces)
            means[product, zone.split("-az")[0], kind].append((mean, zone))
            exact = [percentile(pieces, 50), percentile(pieces, 95), max(usd for usd, _ in pieces)]
            figures = [places(mean, 10)] + [places(usd, 6) for usd in exact]
            print("series", start_text, product, zone, kind, *figures, sep="\t")
        for (product, region, kind), zones in sorted(means.items()):
            print("cheapest", start_text, product, region, kind, min(zones)[1], sep="\t")


if __name__ == "__main__":
    main(*sys.argv[1:])
