"""The words of H5P's own core in the frame, in the language of the day."""

from django.utils.translation import gettext as _

NAMES_OF_LICENCES = {
    "licenseCCBY": "CC BY",
    "licenseCCBYSA": "CC BY-SA",
    "licenseCCBYND": "CC BY-ND",
    "licenseCCBYNC": "CC BY-NC",
    "licenseCCBYNCSA": "CC BY-NC-SA",
    "licenseCCBYNCND": "CC BY-NC-ND",
    "licenseCC40": "4.0 International",
    "licenseCC30": "3.0 Unported",
    "licenseCC25": "2.5 Generic",
    "licenseCC20": "2.0 Generic",
    "licenseCC10": "1.0 Generic",
    "licenseCC010": "CC0 1.0",
    "licenseGPL": "GNU General Public License",
    "licenseV3": "3",
    "licenseV2": "2",
    "licenseV1": "1",
    "licensePDM": "Public Domain Mark",
}
"""Names: the same in every language."""


def list_core_words() -> dict[str, str]:
    """Return what the core says, by its own names. What the frame never shows is left out."""
    return {
        **NAMES_OF_LICENCES,
        "licensePD": _("Public domain"),
        "licenseC": _("All rights reserved"),
        "licenseU": _("No licence named"),
        "close": _("Close"),
        "copyrightInformation": _("Rights of use"),
        "copyrights": _("Rights of use"),
        "copyrightsDescription": _("Who made this, and how it may be used."),
        "title": _("Title"),
        "author": _("Author"),
        "year": _("Year"),
        "source": _("Source"),
        "license": _("Licence"),
        "confirmDialogHeader": _("Are you sure?"),
        "confirmDialogBody": _("This cannot be undone."),
        "cancelLabel": _("Cancel"),
        "confirmLabel": _("Confirm"),
    }
