"""What every page of UPREST shares."""

from wagtail.models import Page


class BasePage(Page):
    """A page of the site. Page models hold fields, panels and tree rules, and no logic."""

    class Meta:
        abstract = True
