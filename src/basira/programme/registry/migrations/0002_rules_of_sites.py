"""Ruling 7: what may be captured at which type of site, decided by the programme, and three more types of sites."""

from django.db import migrations, models

SITES = [
    "office", "hospital", "clinic", "court", "passport-office", "border", "airport", "police", "security", "school",
    "market", "public-place", "call-centre", "online", "other",
]  # fmt: skip
CHOICES = [(site, site) for site in SITES]


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [
        migrations.AlterField(
            model_name="centre",
            name="site_type",
            field=models.CharField(choices=CHOICES, default="office", max_length=24),
        ),
        migrations.CreateModel(
            name="SiteDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("site_type", models.CharField(choices=CHOICES, max_length=24, unique=True)),
                ("photos", models.BooleanField()),
                ("reason", models.TextField()),
                ("decided_at", models.DateTimeField()),
                ("decided_by", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=~models.Q(reason=""), name="site_decision_has_a_reason")
                ]
            },
        ),
        migrations.CreateModel(
            name="RecordingBasis",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("basis", models.TextField()),
                ("stated_at", models.DateTimeField()),
                ("stated_by", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(id=1), name="recording_basis_is_one"),
                    models.CheckConstraint(condition=~models.Q(basis=""), name="recording_basis_says_something"),
                ]
            },
        ),
    ]
