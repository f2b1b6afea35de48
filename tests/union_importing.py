"""A program that imports a union from Excel and can be killed in the middle.

python -m tests.union_importing stage     found the units above, hand the file in
python -m tests.union_importing import    import it; says "half" half-way and waits for a line before it goes on
python -m tests.union_importing count     say how many units, terms, appointments, persons and imported rows there are
"""

import sys
from datetime import date

import django

django.setup()

from ketdoan.core.acting import SYSTEM, acting  # noqa: E402 - models exist only after setup
from ketdoan.core.staging.rows import layouts_of  # noqa: E402
from ketdoan.units.actions.importing import acts  # noqa: E402
from ketdoan.units.factories import make_unit  # noqa: E402
from ketdoan.units.models import Appointment, ImportRow, Person, Term, UnionImport, Unit  # noqa: E402
from ketdoan.units.tests.sheets import upload  # noqa: E402

UNITS, SINCE = 60, date(2023, 1, 1)
HEAD = ["Mã đơn vị", "Tên đơn vị", "Nhiệm kỳ", "Chủ tịch"]


def stage() -> None:
    province = make_unit("provincial_federation", "IP", make_unit("confederation", "IC"))
    rows = [[f"I{n}", f"CĐCS Công ty {n}", "2023 - 2028", "Nguyễn Văn An"] for n in range(UNITS)]
    held = acts.stage(unit=province, file=upload({"DS": [HEAD, *rows]}), since=SINCE)
    acts.choose_columns(upload=held, fields=[x.fields for x in layouts_of(held)], used=[True], since=SINCE)


def count() -> None:
    of_import = Unit.objects.filter(code__regex="^I[0-9]+$")
    numbers = [of_import.count(), *(model.objects.filter(**where).count() for model, where in WHERE.items())]
    sys.stdout.write(" ".join(map(str, [*numbers, ImportRow.objects.count()])) + "\n")


WHERE = {
    Term: {"body__unit__code__regex": "^I[0-9]+$"},
    Appointment: {"body__unit__code__regex": "^I[0-9]+$"},
    Person: {"unit__code__regex": "^I[0-9]+$"},
}


def import_all() -> None:
    upload = UnionImport.objects.get()
    done = 0

    def step(number: int) -> None:
        nonlocal done
        done += number
        if done == 3 * UNITS:  # units, persons and terms are there, no appointment yet
            sys.stdout.write("half\n")
            sys.stdout.flush()
            sys.stdin.readline()

    acts.import_union(upload=upload, number=0, seen=upload.digest, steps=acts.Steps(step))


if __name__ == "__main__":
    with acting(SYSTEM):
        {"stage": stage, "import": import_all, "count": count}[sys.argv[1]]()
