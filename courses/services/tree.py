"""Keeping the page tree whole."""

from wagtail.models import Page


def repair_child_count(page: Page) -> None:
    """Make ``numchild`` of a page what it is.

    wagtail-localize publishes a translated parent from memory after its children were made, and
    writes the stale count 0 over it (its issue 773): the children would be found no more.
    """
    count = Page.objects.filter(depth=page.depth + 1, path__startswith=page.path).count()
    Page.objects.filter(pk=page.pk).exclude(numchild=count).update(numchild=count)
    page.numchild = count
