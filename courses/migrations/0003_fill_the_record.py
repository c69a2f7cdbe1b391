"""Give what is in the record already what it has had since: dates, courses, rule versions."""

from django.db import migrations
from django.db.models import Max, OuterRef, Q, Subquery
from django.utils import timezone


def fill_attempts(apps, schema_editor):
    Attempt = apps.get_model("courses", "Attempt")
    Activity = apps.get_model("courses", "Activity")
    course = Activity.objects.filter(pk=OuterRef("activity_id")).values("course_key")
    Attempt.objects.filter(course_key=None).update(course_key=Subquery(course[:1]))


def fill_states(apps, schema_editor):
    Attempt = apps.get_model("courses", "Attempt")
    ItemState = apps.get_model("courses", "ItemState")
    for owner in ("user_id", "visitor_id"):
        mine = (
            Attempt.objects.filter(
                **{owner: OuterRef(owner)}, activity_id=OuterRef("activity_id")
            )
            .order_by()
            .values("activity_id")
        )
        newest = mine.annotate(newest=Max("happened_at")).values("newest")
        passed = mine.annotate(newest=Max("happened_at", filter=Q(is_passed=True))).values("newest")
        ItemState.objects.filter(**{f"{owner}__isnull": False}).update(
            last_at=Subquery(newest), last_passed_at=Subquery(passed)
        )


def fill_rules(apps, schema_editor):
    Activity = apps.get_model("courses", "Activity")
    ActivityRule = apps.get_model("courses", "ActivityRule")
    Activity.objects.filter(kind="LESSON").update(source="SELF")
    now = timezone.now()
    ActivityRule.objects.bulk_create(
        [
            ActivityRule(
                activity_id=row.pk,
                version=row.rule_version,
                rule=row.rule,
                pass_mark=row.pass_mark,
                done_when=row.done_when,
                content_hash=row.content_hash,
                since=now,
            )
            for row in Activity.objects.all()
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):

    dependencies = [("courses", "0002_make_the_record_whole")]

    operations = [
        migrations.RunPython(fill_attempts, migrations.RunPython.noop),
        migrations.RunPython(fill_states, migrations.RunPython.noop),
        migrations.RunPython(fill_rules, migrations.RunPython.noop),
    ]
