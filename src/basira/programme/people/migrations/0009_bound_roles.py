"""Roles within bounds: the manager of some centres of a body, and the lead of some sectors (ADR-0040)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import basira.core.kernel.actor
import basira.core.kernel.refs
import basira.programme.people.digest_kinds

SIDES = """
CREATE OR REPLACE FUNCTION basira_role_fits_side() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE side text;
BEGIN
    SELECT entity_ref INTO side FROM people_account WHERE id = NEW.account_id FOR SHARE;
    IF (side <> '') <> (NEW.role IN ({roles})) THEN
        RAISE EXCEPTION 'role % is not for an account of this side', NEW.role
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION basira_side_fits_roles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM people_roleheld
               WHERE account_id = NEW.id AND (NEW.entity_ref <> '') <> (role IN ({roles}))) THEN
        RAISE EXCEPTION 'an account that holds roles stays on its side'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
NOW, BEFORE = "'body-liaison', 'body-head', 'centre-manager'", "'body-liaison', 'body-head'"


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_body_heads"),
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
            model_name="invitation",
            name="bounds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=64), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="roleheld",
            name="bounds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=64), db_default=[], default=list, size=None
            ),
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
                ],
                max_length=24,
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
                        models.Q(("roles__overlap", ["body-head", "body-liaison", "centre-manager"]), _negated=True),
                    ),
                    models.Q(
                        models.Q(("entity_ref", ""), _negated=True),
                        ("roles__contained_by", ["body-head", "body-liaison", "centre-manager"]),
                    ),
                    _connector="OR",
                ),
                name="invitation_is_of_one_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("roles__len", 1),
                        ("roles__overlap", ["centre-manager", "sector-lead"]),
                        models.Q(("bounds", []), _negated=True),
                    ),
                    models.Q(
                        models.Q(("roles__overlap", ["centre-manager", "sector-lead"]), _negated=True), ("bounds", [])
                    ),
                    _connector="OR",
                ),
                name="invitation_has_bounds_where_its_role_is_bound",
            ),
        ),
        migrations.AddConstraint(
            model_name="roleheld",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role__in", ["centre-manager", "sector-lead"]), models.Q(("bounds", []), _negated=True)),
                    models.Q(models.Q(("role__in", ["centre-manager", "sector-lead"]), _negated=True), ("bounds", [])),
                    _connector="OR",
                ),
                name="role_has_bounds_where_it_is_bound",
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
                        ],
                    )
                ),
                name="role_is_known",
            ),
        ),
        migrations.RunSQL(SIDES.format(roles=NOW), SIDES.format(roles=BEFORE)),
    ]
