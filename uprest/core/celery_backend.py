"""Wagtail's background tasks (django-tasks) by the same queue as ours: Celery."""

import json
from dataclasses import dataclass, field
from typing import Any

from celery import shared_task
from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_module_path, get_random_id


@shared_task(name="uprest.core.run_django_task")
def run_django_task(*, path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Run the django-tasks task that lies at the dotted path ``path``."""
    task: Task[..., Any] = import_string(path)
    task.call(*args, **kwargs)


@dataclass
class SendOnCommit:
    """Sends a task at the commit. Two are equal where they ask for the same."""

    path: str
    args: str
    kwargs: str
    is_sent: bool = field(default=False, compare=False)

    def __call__(self) -> None:
        """Hand the task to Celery."""
        self.is_sent = True
        run_django_task.delay(
            path=self.path, args=json.loads(self.args), kwargs=json.loads(self.kwargs)
        )


def is_waiting(send: SendOnCommit) -> bool:
    """Whether the same task already waits for the commit.

    What was asked for inside a savepoint that was taken back waits no longer, and every other
    savepoint that is still open holds the present moment as well: the task that waits is sent
    whenever this one would be.
    """
    waiting = transaction.get_connection().run_on_commit
    return any(
        function == send and not function.is_sent for _savepoints, function, _robust in waiting
    )


class CeleryBackend(BaseTaskBackend):
    """Hands every django-tasks task to Celery once the transaction is committed.

    What one transaction asks for several times (a page that is saved three times is to be indexed
    once) is asked for once.
    """

    supports_priority = True

    def enqueue(self, task: Task[..., Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Queue ``task``; the result is not kept, as nobody asks for it."""
        self.validate_task(task)
        send = SendOnCommit(
            get_module_path(task.func), json.dumps(list(args)), json.dumps(dict(kwargs))
        )
        if not is_waiting(send):
            transaction.on_commit(send)
        return TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
