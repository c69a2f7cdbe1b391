"""Wagtail's background tasks (django-tasks) by the same queue as ours: Celery."""

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


class CeleryBackend(BaseTaskBackend):
    """Hands every django-tasks task to Celery once the transaction is committed."""

    supports_priority = True

    def enqueue(self, task: Task[..., Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Queue ``task``; the result is not kept, as nobody asks for it."""
        self.validate_task(task)
        message = {"path": get_module_path(task.func), "args": list(args), "kwargs": dict(kwargs)}
        transaction.on_commit(lambda: run_django_task.delay(**message))
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
