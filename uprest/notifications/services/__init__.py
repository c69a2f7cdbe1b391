"""Writing messages, sending their mails, and keeping what people want of them."""

from uprest.notifications.services.writing import notify, notify_addresses

__all__ = ["notify", "notify_addresses"]
