"""Where trainers find the need board: in the menu beside their courses."""

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from uprest.ecosystem.selectors.gate import is_author


class NeedBoardItem(MenuItem):
    """The board in the menu of trainers and administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person sees it."""
        return is_author(request.user)


@hooks.register("register_admin_menu_item")
def register_board() -> MenuItem:
    """Lead from the editors' menu to the board, which is a page of the site."""
    return NeedBoardItem(
        _("Need board"), reverse_lazy("campaigns:trainer_board"), icon_name="help", order=260
    )
