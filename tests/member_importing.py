"""A program that imports a list of members and can be killed in the middle.

python -m tests.member_importing stage     found the units above, hand the list in
python -m tests.member_importing import    import it; says "half" half-way and waits for a line before it goes on
python -m tests.member_importing count     say how many persons, numbers, events, members, imports, kept rows there are
"""

import sys
from datetime import date

import django

django.setup()

from ketdoan.core.acting import SYSTEM, acting  # noqa: E402 - models exist only after setup
from ketdoan.core.staging.plans import Steps  # noqa: E402
from ketdoan.core.staging.rows import layouts_of  # noqa: E402
from ketdoan.members.actions.importing import acts, carrying  # noqa: E402
from ketdoan.members.models import ImportDone, Member, MemberEvent, MemberImport, MemberImportRow  # noqa: E402
from ketdoan.units.factories import make_unit  # noqa: E402
from ketdoan.units.models import Identifier, Person  # noqa: E402
from ketdoan.units.tests.sheets import upload  # noqa: E402

MEMBERS, SINCE = 120, date(2023, 1, 1)
HEAD = ["Họ và tên", "Ngày sinh", "Số CCCD"]


def stage() -> None:
    union = make_unit(
        "grassroots_union", "MC", make_unit("provincial_federation", "MP", make_unit("confederation", "MT"))
    )
    rows = [["Nguyễn Văn An", "05/12/1990", f"001090{n:06}"] for n in range(1, MEMBERS + 1)]
    held = acts.stage(unit=union, file=upload({"DS": [HEAD, *rows]}), since=SINCE)
    acts.choose_columns(upload=held, fields=[x.fields for x in layouts_of(held)], used=[True], since=SINCE)


def count() -> None:
    tables = (Person, Identifier, MemberEvent, Member, ImportDone, MemberImportRow)
    sys.stdout.write(" ".join(str(model.objects.count()) for model in tables) + "\n")


def import_all() -> None:
    upload = MemberImport.objects.get()
    done = 0

    def step(number: int) -> None:
        nonlocal done
        done += number
        if done == MEMBERS // 2:
            sys.stdout.write("half\n")
            sys.stdout.flush()
            sys.stdin.readline()

    carrying.CHUNK = MEMBERS // 2
    acts.import_members(upload=upload, number=0, seen=upload.digest, steps=Steps(step))


if __name__ == "__main__":
    with acting(SYSTEM):
        {"stage": stage, "import": import_all, "count": count}[sys.argv[1]]()
