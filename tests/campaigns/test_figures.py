"""Which counts may be shown, and when anew."""

from hypothesis import given
from hypothesis import strategies as st

from uprest.campaigns.figures import Group, count_changed, may_renew, show_businesses, show_people

B = list(range(20))


def group(*sizes, start=0):
    """Businesses with so many people each."""
    people, number = {}, start
    for business, size in enumerate(sizes):
        people[business] = frozenset(range(number, number + size))
        number += size
    return Group({business: found for business, found in people.items() if found})


def basis(*prints):
    return {"yes": {str(number): text for number, text in enumerate(prints) if text}}


def test_businesses_are_counted_from_five_up():
    assert show_businesses(invited=B[:12], yes=B[:4]).figures == {"invited": 12, "yes": None}
    assert show_businesses(invited=B[:12], yes=B[:5]).figures == {"invited": 12, "yes": 5}
    assert show_businesses(invited=B[:4], yes=B[:4]).figures == {"invited": None, "yes": None}


def test_a_small_rest_of_businesses_is_nearly_all():
    assert show_businesses(invited=B[:12], yes=B[:7]).figures["yes"] == 7
    for yes in (8, 11, 12):
        shown = show_businesses(invited=B[:12], yes=B[:yes])
        assert (shown.figures["yes"], shown.nearly) == (None, ("yes",))


def test_people_are_counted_from_ten_in_five_businesses_up():
    none = {"began": None, "finished": None}
    assert show_people(began=group(20, 1, 1, 1), finished=group()).figures == none
    assert show_people(began=group(2, 2, 2, 2, 1), finished=group()).figures == none
    assert show_people(began=group(2, 2, 2, 2, 2), finished=group(1)).figures == {
        "began": 10,
        "finished": None,
    }


def test_a_small_rest_of_people_is_nearly_all():
    began = group(4, 4, 4, 4, 4)
    half = Group({one: frozenset(sorted(people)[:2]) for one, people in began.people.items()})
    assert show_people(began=began, finished=half).figures == {"began": 20, "finished": 10}
    most = Group({one: frozenset(sorted(people)[:3]) for one, people in began.people.items()})
    for finished in (most, began):
        shown = show_people(began=began, finished=finished)
        assert (shown.figures["finished"], shown.nearly) == (None, ("finished",))


def test_somebody_in_two_businesses_is_one_person():
    both = frozenset(range(9))
    assert Group(dict.fromkeys(range(6), both)).size == 9
    assert not Group(dict.fromkeys(range(6), both)).is_enough


def test_the_first_count_may_be_shown():
    assert may_renew(new=basis("a"), earlier=[])


def test_a_count_is_renewed_when_five_businesses_changed():
    old = basis(*"aaaaaaaa")
    assert not may_renew(new=basis(*"bbbbaaaa"), earlier=[old])
    assert may_renew(new=basis(*"bbbbbaaa"), earlier=[old])
    assert not may_renew(new=old, earlier=[old])


def test_every_part_must_have_changed_enough():
    old = {"began": {str(n): "a" for n in range(8)}, "finished": {}}
    new = {"began": {str(n): "b" for n in range(8)}, "finished": {"1": "x"}}
    assert not may_renew(new=new, earlier=[old])
    new["finished"] = {str(n): "x" for n in range(5)}
    assert may_renew(new=new, earlier=[old])


def test_it_is_compared_with_every_earlier_count():
    first, second = basis(*"aaaaaaaaaa"), basis(*"bbbbbaaaaa")
    # five businesses went back, and one other changed: beside the first count it is one alone
    assert not may_renew(new=basis(*"aaaaacaaaa"), earlier=[first, second])


prints = st.lists(st.sampled_from("abc"), min_size=8, max_size=12)


@given(prints, st.lists(prints, max_size=4))
def test_no_two_published_counts_differ_in_one_to_four_businesses(new, earlier):
    kept = []
    for one in [*earlier, new]:
        if may_renew(new=basis(*one), earlier=kept):
            kept.append(basis(*one))
    for place, one in enumerate(kept):
        for other in kept[place + 1 :]:
            assert count_changed(one["yes"], other["yes"]) >= 5
