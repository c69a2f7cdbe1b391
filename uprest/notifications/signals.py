"""What messages announce, after commit."""

from django.dispatch import Signal

# mails_due(notification_ids, address_ids): mails that may go out now.
mails_due = Signal()
