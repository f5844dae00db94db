"""The annuity schedule in OpenFisca: the scale of inventions, and the whole table with its reductions.

Prints one line a measurement: name, answers a second, sum of the answers in hundredths of a yuan.
The rows are those of `main.rs`, so that both sides must come to the same sums.
"""

import statistics
import sys
import time

import numpy as np
from openfisca_core import periods, simulations, taxbenefitsystems, taxscales, variables
from openfisca_core.entities import build_entity

ROWS = 1_000_000
SINGLE = 300
ROUNDS = 7
PERIOD = periods.period("2025-03")

# First patent year of each step with its amount; the seventh bracket is the time before year 1.
STEPS = {
    "invention": [(0, 0), (1, 900), (4, 1200), (7, 2000), (10, 4000), (13, 6000), (16, 8000)],
    "utility-model": [(0, 0), (1, 600), (4, 900), (6, 1200), (9, 2000)],
    "design": [(0, 0), (1, 600), (4, 900), (6, 1200), (9, 2000), (11, 3000)],
}
# Percent that is left: no reduction, one applicant, several; and the years in which it holds.
LEFT = np.array([100, 15, 30])
WINDOW = 10


def scale(steps):
    made = taxscales.SingleAmountTaxScale()
    for threshold, amount in steps:
        made.add_bracket(threshold, amount)
    return made


SCALES = [scale(steps) for steps in STEPS.values()]

RIGHT = build_entity(key="right", plural="rights", label="A right", is_person=True)


def given(name):
    return type(
        name,
        (variables.Variable,),
        {"value_type": int, "entity": RIGHT, "definition_period": periods.DateUnit.MONTH, "label": name},
    )


class annuity(variables.Variable):
    value_type = float
    entity = RIGHT
    definition_period = periods.DateUnit.MONTH
    label = "Annuity payable in time"

    def formula(right, period):
        year = right("year", period)
        kind = right("kind", period)
        in_window = year < right("grant_year", period) + WINDOW
        full = np.select([kind == n for n in range(3)], [s.calc(year) for s in SCALES])
        return full * np.where(in_window, LEFT[right("reduction", period)], 100) / 100


SYSTEM = taxbenefitsystems.TaxBenefitSystem([RIGHT])
for variable in [given(n) for n in ("year", "grant_year", "kind", "reduction")] + [annuity]:
    SYSTEM.add_variable(variable)


def simulation(rows):
    made = simulations.SimulationBuilder().build_default_simulation(SYSTEM, count=len(rows["year"]))
    for name, values in rows.items():
        made.set_input(name, PERIOD, values)
    return made


def table_rows(count):
    n = np.arange(count)
    return {
        "year": n % 4 + 1 + n // 7 % 7,
        "grant_year": n % 4 + 1,
        "kind": n % 3,
        "reduction": n // 3 % 3,
    }


def median(work):
    """The median time of some rounds, and what the last one gave."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return statistics.median(times), result


def tell(name, count, seconds, amounts):
    total = round(float(np.sum(amounts)) * 100)
    print(f"{name} {count / seconds:.0f} {total}")


def main():
    years = np.arange(ROWS) % 20 + 1
    seconds, amounts = median(lambda: SCALES[0].calc(years))
    tell("scale", ROWS, seconds, amounts.astype(float))

    built = simulation(table_rows(ROWS))

    def whole_table():
        built.delete_arrays("annuity")
        return built.calculate("annuity", PERIOD)

    seconds, amounts = median(whole_table)
    tell("table", ROWS, seconds, amounts.astype(float))

    rows = table_rows(SINGLE)

    def one_by_one():
        found = []
        for n in range(SINGLE):
            case = simulation({name: values[n : n + 1] for name, values in rows.items()})
            found.append(float(case.calculate("annuity", PERIOD)[0]))
        return found

    seconds, amounts = median(one_by_one)
    tell("single", SINGLE, seconds, amounts)


if __name__ == "__main__":
    sys.exit(main())
