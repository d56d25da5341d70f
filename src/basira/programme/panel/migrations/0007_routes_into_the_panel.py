"""Providers, classes beside numbers, terms with an end, and gaps before somebody returns (ADR-0045). All of it is new and empty."""

import django.db.models.deletion
from django.db import migrations, models

import basira.core.kernel.classes
import basira.core.kernel.refs


class Migration(migrations.Migration):
    dependencies = [
        ("panel", "0006_what_a_shopper_keeps_of_herself"),
        ("registry", "0002_rules_of_sites"),
    ]

    operations = [
        migrations.CreateModel(
            name="Provider",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("name_ar", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
                ("is_active", models.BooleanField(default=True)),
                ("added_at", models.DateTimeField()),
                ("added_by", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="ProviderInterest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300)),
                ("said_at", models.DateTimeField()),
                ("said_by", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="RotationGaps",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("centre_days", models.PositiveSmallIntegerField()),
                ("body_days", models.PositiveSmallIntegerField()),
                ("sector_days", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="cyclenumber",
            name="provider_ref",
            field=models.CharField(blank=True, db_default="", default="", max_length=26),
        ),
        migrations.AddField(
            model_name="cyclenumber",
            name="shopper_class",
            field=models.CharField(
                choices=[
                    (
                        basira.core.kernel.classes.ShopperClass["VOLUNTEER"],
                        basira.core.kernel.classes.ShopperClass["VOLUNTEER"],
                    ),
                    (
                        basira.core.kernel.classes.ShopperClass["OBSERVER"],
                        basira.core.kernel.classes.ShopperClass["OBSERVER"],
                    ),
                    (
                        basira.core.kernel.classes.ShopperClass["CONTRACTED"],
                        basira.core.kernel.classes.ShopperClass["CONTRACTED"],
                    ),
                    (
                        basira.core.kernel.classes.ShopperClass["EMPLOYEE"],
                        basira.core.kernel.classes.ShopperClass["EMPLOYEE"],
                    ),
                    (
                        basira.core.kernel.classes.ShopperClass["OFFICIAL"],
                        basira.core.kernel.classes.ShopperClass["OFFICIAL"],
                    ),
                ],
                db_default="volunteer",
                default=basira.core.kernel.classes.ShopperClass["VOLUNTEER"],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="shopper",
            name="term_ends_on",
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name="cyclenumber",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shopper_class__in", ["volunteer", "observer", "contracted", "employee", "official"])
                ),
                name="cycle_number_class_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="cyclenumber",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("shopper_class", basira.core.kernel.classes.ShopperClass["CONTRACTED"]),
                        models.Q(("provider_ref", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(
                            ("shopper_class", basira.core.kernel.classes.ShopperClass["CONTRACTED"]), _negated=True
                        ),
                        ("provider_ref", ""),
                    ),
                    _connector="OR",
                ),
                name="cycle_number_contracted_is_sent_by_a_provider",
            ),
        ),
        migrations.AddConstraint(
            model_name="provider",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("name_ar", ""), _negated=True), models.Q(("name_en", ""), _negated=True)),
                name="provider_has_names",
            ),
        ),
        migrations.AddField(
            model_name="providerinterest",
            name="entity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.entity"
            ),
        ),
        migrations.AddField(
            model_name="providerinterest",
            name="provider",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="panel.provider"),
        ),
        migrations.AddConstraint(
            model_name="rotationgaps",
            constraint=models.CheckConstraint(condition=models.Q(("id", 1)), name="rotation_gaps_are_one"),
        ),
        migrations.AddConstraint(
            model_name="rotationgaps",
            constraint=models.CheckConstraint(
                condition=models.Q(("body_days__lte", 730), ("centre_days__lte", 730), ("sector_days__lte", 730)),
                name="rotation_gaps_are_at_most_two_years",
            ),
        ),
        migrations.AddConstraint(
            model_name="providerinterest",
            constraint=models.UniqueConstraint(fields=("provider", "entity"), name="provider_interest_once"),
        ),
        migrations.AddConstraint(
            model_name="providerinterest",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="provider_interest_says_why"
            ),
        ),
    ]
