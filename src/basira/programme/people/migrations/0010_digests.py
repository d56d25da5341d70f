"""Digests by mail: who asked for them, and the outbox (ADR-0040)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import basira.core.kernel.actor
import basira.core.kernel.refs
import basira.programme.people.digest_kinds


class Migration(migrations.Migration):
    dependencies = [("people", "0009_bound_roles")]

    operations = [
        migrations.CreateModel(
            name="Digest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (
                                basira.programme.people.digest_kinds.DigestKind["WEEKLY"],
                                basira.programme.people.digest_kinds.DigestKind["WEEKLY"],
                            ),
                            (
                                basira.programme.people.digest_kinds.DigestKind["RELEASE"],
                                basira.programme.people.digest_kinds.DigestKind["RELEASE"],
                            ),
                            (
                                basira.programme.people.digest_kinds.DigestKind["OVERDUE"],
                                basira.programme.people.digest_kinds.DigestKind["OVERDUE"],
                            ),
                        ],
                        max_length=16,
                    ),
                ),
                ("occasion", models.CharField(max_length=40)),
                ("counts", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (
                                basira.programme.people.digest_kinds.DigestState["WAITING"],
                                basira.programme.people.digest_kinds.DigestState["WAITING"],
                            ),
                            (
                                basira.programme.people.digest_kinds.DigestState["SENT"],
                                basira.programme.people.digest_kinds.DigestState["SENT"],
                            ),
                            (
                                basira.programme.people.digest_kinds.DigestState["FAILED"],
                                basira.programme.people.digest_kinds.DigestState["FAILED"],
                            ),
                            (
                                basira.programme.people.digest_kinds.DigestState["DROPPED"],
                                basira.programme.people.digest_kinds.DigestState["DROPPED"],
                            ),
                        ],
                        max_length=16,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("written_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="DigestWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("email", models.EmailField(max_length=254)),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), default=list, size=None
                    ),
                ),
                ("language", models.CharField(max_length=2)),
                ("asked_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="digest",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="digestwish",
            name="account",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="digest_wish", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="digest",
            index=models.Index(
                condition=models.Q(("state", basira.programme.people.digest_kinds.DigestState["WAITING"])),
                fields=["next_at"],
                name="digest_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.UniqueConstraint(fields=("account", "kind", "occasion"), name="digest_once_an_occasion"),
        ),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "sent", "failed", "dropped"])),
                name="digest_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("sent_at__isnull", False), ("state", basira.programme.people.digest_kinds.DigestState["SENT"])
                    ),
                    models.Q(
                        models.Q(("state", basira.programme.people.digest_kinds.DigestState["SENT"]), _negated=True),
                        ("sent_at", None),
                    ),
                    _connector="OR",
                ),
                name="digest_is_sent_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="digestwish",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kinds__contained_by", ["weekly", "release", "overdue"]), models.Q(("kinds", []), _negated=True)
                ),
                name="digest_wish_is_of_known_kinds",
            ),
        ),
        migrations.AddConstraint(
            model_name="digestwish",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", ""), _negated=True), name="digest_wish_has_an_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="digestwish",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ["ar", "en"])), name="digest_wish_language_is_ours"
            ),
        ),
    ]
