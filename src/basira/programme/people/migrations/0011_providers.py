"""Accounts of providers: companies that send shoppers, a side of their own beside bodies and the programme (ADR-0045)."""

from importlib import import_module

from django.db import migrations, models

import basira.core.kernel.actor

BEFORE = import_module("basira.programme.people.migrations.0009_bound_roles")

SIDES = """
CREATE OR REPLACE FUNCTION basira_role_fits_side() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE body text; provider text;
BEGIN
    SELECT entity_ref, provider_ref INTO body, provider FROM people_account WHERE id = NEW.account_id FOR SHARE;
    IF (body <> '') <> (NEW.role IN ('body-liaison', 'body-head', 'centre-manager')) OR (provider <> '') <> (NEW.role = 'provider') THEN
        RAISE EXCEPTION 'role % is not for an account of this side', NEW.role
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION basira_side_fits_roles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM people_roleheld
               WHERE account_id = NEW.id AND ((NEW.entity_ref <> '') <> (role IN ('body-liaison', 'body-head', 'centre-manager'))
                                              OR (NEW.provider_ref <> '') <> (role = 'provider'))) THEN
        RAISE EXCEPTION 'an account that holds roles stays on its side'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""

WATCH = """
DROP TRIGGER people_side_fits_roles ON people_account;
CREATE TRIGGER people_side_fits_roles BEFORE UPDATE OF {columns} ON people_account
    FOR EACH ROW EXECUTE FUNCTION basira_side_fits_roles();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0010_digests"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="invitation",
            name="invitation_roles_are_known",
        ),
        migrations.RemoveConstraint(
            model_name="invitation",
            name="invitation_is_of_one_side",
        ),
        migrations.RemoveConstraint(
            model_name="roleheld",
            name="role_is_known",
        ),
        migrations.AddField(
            model_name="account",
            name="provider_ref",
            field=models.CharField(blank=True, db_default="", default="", max_length=26),
        ),
        migrations.AddField(
            model_name="invitation",
            name="provider_ref",
            field=models.CharField(blank=True, db_default="", default="", max_length=26),
        ),
        migrations.AlterField(
            model_name="roleheld",
            name="role",
            field=models.CharField(
                choices=[
                    (basira.core.kernel.actor.Role["ADMINISTRATOR"], basira.core.kernel.actor.Role["ADMINISTRATOR"]),
                    (basira.core.kernel.actor.Role["DIRECTOR"], basira.core.kernel.actor.Role["DIRECTOR"]),
                    (basira.core.kernel.actor.Role["PANEL_OFFICER"], basira.core.kernel.actor.Role["PANEL_OFFICER"]),
                    (basira.core.kernel.actor.Role["DUTY_OFFICER"], basira.core.kernel.actor.Role["DUTY_OFFICER"]),
                    (basira.core.kernel.actor.Role["PLANNER"], basira.core.kernel.actor.Role["PLANNER"]),
                    (basira.core.kernel.actor.Role["REVIEWER"], basira.core.kernel.actor.Role["REVIEWER"]),
                    (basira.core.kernel.actor.Role["ARBITER"], basira.core.kernel.actor.Role["ARBITER"]),
                    (basira.core.kernel.actor.Role["ANALYST"], basira.core.kernel.actor.Role["ANALYST"]),
                    (basira.core.kernel.actor.Role["PUBLISHER"], basira.core.kernel.actor.Role["PUBLISHER"]),
                    (basira.core.kernel.actor.Role["AUDITOR"], basira.core.kernel.actor.Role["AUDITOR"]),
                    (
                        basira.core.kernel.actor.Role["INTEGRITY_OFFICER"],
                        basira.core.kernel.actor.Role["INTEGRITY_OFFICER"],
                    ),
                    (basira.core.kernel.actor.Role["BODY_LIAISON"], basira.core.kernel.actor.Role["BODY_LIAISON"]),
                    (basira.core.kernel.actor.Role["BODY_HEAD"], basira.core.kernel.actor.Role["BODY_HEAD"]),
                    (basira.core.kernel.actor.Role["CENTRE_MANAGER"], basira.core.kernel.actor.Role["CENTRE_MANAGER"]),
                    (basira.core.kernel.actor.Role["SECTOR_LEAD"], basira.core.kernel.actor.Role["SECTOR_LEAD"]),
                    (basira.core.kernel.actor.Role["PROVIDER"], basira.core.kernel.actor.Role["PROVIDER"]),
                ],
                max_length=24,
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("entity_ref", ""), ("provider_ref", ""), _connector="OR"),
                name="account_is_of_one_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "roles__contained_by",
                        [
                            "administrator",
                            "director",
                            "panel-officer",
                            "duty-officer",
                            "planner",
                            "reviewer",
                            "arbiter",
                            "analyst",
                            "publisher",
                            "auditor",
                            "integrity-officer",
                            "body-liaison",
                            "body-head",
                            "centre-manager",
                            "sector-lead",
                            "provider",
                        ],
                    )
                ),
                name="invitation_roles_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("entity_ref", ""),
                        ("provider_ref", ""),
                        models.Q(
                            ("roles__overlap", ["body-head", "body-liaison", "centre-manager", "provider"]),
                            _negated=True,
                        ),
                    ),
                    models.Q(
                        models.Q(("entity_ref", ""), _negated=True),
                        ("provider_ref", ""),
                        ("roles__contained_by", ["body-head", "body-liaison", "centre-manager"]),
                    ),
                    models.Q(
                        models.Q(("provider_ref", ""), _negated=True),
                        ("entity_ref", ""),
                        ("roles__contained_by", ["provider"]),
                    ),
                    _connector="OR",
                ),
                name="invitation_is_of_one_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="roleheld",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "administrator",
                            "director",
                            "panel-officer",
                            "duty-officer",
                            "planner",
                            "reviewer",
                            "arbiter",
                            "analyst",
                            "publisher",
                            "auditor",
                            "integrity-officer",
                            "body-liaison",
                            "body-head",
                            "centre-manager",
                            "sector-lead",
                            "provider",
                        ],
                    )
                ),
                name="role_is_known",
            ),
        ),
        migrations.RunSQL(SIDES, BEFORE.SIDES.format(roles=BEFORE.NOW)),
        migrations.RunSQL(WATCH.format(columns="entity_ref, provider_ref"), WATCH.format(columns="entity_ref")),
    ]
