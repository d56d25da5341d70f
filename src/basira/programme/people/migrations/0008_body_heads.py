"""The head of a measured body: signs off what a colleague declared as fixed (ADR-0033)."""

from django.db import migrations, models

import basira.core.kernel.actor

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


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0007_programme_clocks_and_blueprint"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="invitation",
            name="invitation_is_of_one_side",
        ),
        migrations.RemoveConstraint(
            model_name="invitation",
            name="invitation_roles_are_known",
        ),
        migrations.RemoveConstraint(
            model_name="roleheld",
            name="role_is_known",
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
                        ("entity_ref", ""), models.Q(("roles__overlap", ["body-head", "body-liaison"]), _negated=True)
                    ),
                    models.Q(
                        models.Q(("entity_ref", ""), _negated=True),
                        ("roles__contained_by", ["body-head", "body-liaison"]),
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
                        ],
                    )
                ),
                name="role_is_known",
            ),
        ),
        migrations.RunSQL(SIDES.format(roles="'body-liaison', 'body-head'"), SIDES.format(roles="'body-liaison'")),
    ]
