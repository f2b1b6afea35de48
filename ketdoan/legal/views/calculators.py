"""Pages of the calculators. What is typed is sent as a form and kept nowhere: it is about somebody's pay and health."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from ketdoan.core.screens import screen

from ..forms.calculating import CalculatorForm
from ..queries.calculating import is_sure, steps_with_places
from ..queries.handbook import entries
from ..rules.calculators import CALCULATORS
from ..rules.calculators.shape import Calculator


@screen("legal.ask")
@require_safe
def calculators(request: HttpRequest) -> HttpResponse:
    """All calculators, by what they are about."""
    parts: dict[str, list[Calculator]] = {}
    for one in CALCULATORS.values():
        parts.setdefault(one.part, []).append(one)
    return render(request, "legal/calculators.html", {"parts": list(parts.items()), "number": len(CALCULATORS)})


@screen("legal.ask")
@require_http_methods(["GET", "HEAD", "POST"])
def calculator(request: HttpRequest, code: str) -> HttpResponse:
    """A calculator, and what came out, step by step."""
    found = CALCULATORS.get(code)
    if found is None:
        raise Http404
    sent = request.method == "POST"
    form = CalculatorForm(found, request.POST if sent else None)
    result = form.worked_out() if sent else None
    context = {
        "calculator": found,
        "form": form,
        "wrong": form.wrong() if sent else [],
        "entries": [entries()[entry] for entry in found.entries],
    }
    if result:
        sure = is_sure(result.steps)
        context |= {"result": result, "steps": steps_with_places(result), "sure": sure, "typed": form.typed()}
    return render(request, "legal/calculator.html", context, status=422 if sent and not result else 200)
