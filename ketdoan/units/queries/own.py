"""What an account may know of its own person, whatever the acting post sees, or without any post."""

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery

from ..models import Person, PersonalDataView, Post


def own_record(account_id: int) -> Person | None:
    """The person of an account, with the unit that keeps the record."""
    return Person._base_manager.select_related("unit").filter(account_id=account_id).first()


def views_of(person: Person) -> QuerySet[PersonalDataView]:
    """The openings of a person's data, those of lists and prints with many others too, the latest first.

    Of the one who opened it says no more than `by` (the name), `role` and `office` (the post's unit): whoever opens
    another's data is known to that person.
    """
    by = Person._base_manager.filter(account_id=OuterRef("account_id")).values("name")[:1]
    post = Post._base_manager.filter(pk=OuterRef("post_id"))
    return (
        PersonalDataView._base_manager.filter(Q(person=person) | Q(people__contains=[person.pk]))
        .annotate(
            by=Subquery(by, output_field=CharField()),
            role=Subquery(post.values("role__title")[:1], output_field=CharField()),
            office=Subquery(post.values("unit__short_name")[:1], output_field=CharField()),
        )
        .order_by(F("at").desc(), "-pk")
    )


def views_of_own_data(account_id: int) -> QuerySet[PersonalDataView]:
    """The openings of an account's own personal data, the latest first."""
    own = own_record(account_id)
    return PersonalDataView._base_manager.none() if own is None else views_of(own)
