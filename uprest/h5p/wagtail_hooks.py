"""What H5P adds to Wagtail: its screens, its chooser, and its permissions."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from uprest.h5p.viewsets.chooser import ContentChooserViewSet, content_chooser
from uprest.h5p.viewsets.contents import ContentViewSet
from uprest.h5p.viewsets.libraries import LibraryViewSet
from uprest.h5p.viewsets.waiting import WaitingViewSet


class H5PGroup(ViewSetGroup):
    """H5P, in one place of the menu."""

    menu_label = _("H5P")
    menu_icon = "media"
    menu_order = 257
    items = (ContentViewSet, WaitingViewSet, LibraryViewSet)


@hooks.register("register_admin_viewset")
def register_screens() -> H5PGroup:
    """Show the screens."""
    return H5PGroup()


@hooks.register("register_admin_viewset")
def register_chooser() -> ContentChooserViewSet:
    """Let lessons choose content."""
    return content_chooser
