"""
Who reaches which address of the desk: reviewed by people, checked by `test_console_access.py` (security bar AC-01).

One line an address: the methods that it answers, and the roles that pass its door. An address that is missing here is
an error of the tests, and so is a line without its address. Change a line only after asking: should they?
"""

from basira.core.kernel.actor import PROGRAMME_ROLES
from basira.core.kernel.actor import Role as R

EVERYBODY = PROGRAMME_ROLES
REGISTRY_READERS = frozenset({R.ADMINISTRATOR, R.DIRECTOR, R.PLANNER, R.REVIEWER, R.ANALYST, R.PUBLISHER})
REGISTRY_WRITERS = frozenset({R.DIRECTOR, R.PLANNER})
STANDARD_WRITERS = frozenset({R.DIRECTOR, R.ANALYST})
FORM_READERS = frozenset({R.DIRECTOR, R.PLANNER, R.REVIEWER, R.ANALYST, R.AUDITOR})
FORM_WRITERS = frozenset({R.DIRECTOR, R.PLANNER})
DIRECTORS = frozenset({R.DIRECTOR})
PROVIDERS = frozenset({R.PROVIDER})
PANEL = frozenset({R.PANEL_OFFICER})
TRAINERS = frozenset({R.DIRECTOR, R.PANEL_OFFICER})
CALL_READERS = frozenset({R.DIRECTOR, R.PANEL_OFFICER, R.PUBLISHER, R.AUDITOR})
CALL_WRITERS = frozenset({R.DIRECTOR, R.PANEL_OFFICER})
ASSESSORS = frozenset({R.DIRECTOR, R.PANEL_OFFICER, R.PUBLISHER})
MISSION_READERS = frozenset({R.DIRECTOR, R.PLANNER, R.PANEL_OFFICER, R.DUTY_OFFICER})
SCENARIO_READERS = MISSION_READERS | {R.PUBLISHER}
SCENARIO_APPROVERS = frozenset({R.DIRECTOR, R.PLANNER, R.DUTY_OFFICER, R.PUBLISHER})
PLANNERS = frozenset({R.PLANNER})
WAVE_MOVERS = frozenset({R.DIRECTOR, R.PLANNER})
REVIEW_READERS = frozenset({R.REVIEWER, R.ARBITER})
ARBITERS = frozenset({R.ARBITER})
REVIEWERS = frozenset({R.REVIEWER})
WITHHELD_READERS = frozenset({R.REVIEWER, R.ARBITER, R.DIRECTOR})
RESULT_READERS = frozenset({R.DIRECTOR, R.ANALYST, R.PUBLISHER, R.AUDITOR})
SECTOR_READERS = RESULT_READERS | {R.SECTOR_LEAD}
COMMISSION_READERS = frozenset({R.DIRECTOR, R.PLANNER, R.ANALYST})
ANALYSTS = frozenset({R.ANALYST})
BENCH_READERS = frozenset({R.ANALYST, R.DIRECTOR})
PLAN_READERS = frozenset({R.DIRECTOR, R.ANALYST, R.PLANNER, R.AUDITOR})
SCORERS = frozenset({R.ANALYST})
PREPARERS = frozenset({R.ANALYST, R.DIRECTOR})
PUBLISHERS = frozenset({R.PUBLISHER})
JOURNAL_READERS = frozenset({R.ADMINISTRATOR, R.DIRECTOR, R.AUDITOR})
SETTERS = frozenset({R.ADMINISTRATOR, R.DIRECTOR})
ADMINISTRATORS = frozenset({R.ADMINISTRATOR})

UNMASKING_ASKERS = frozenset({R.DIRECTOR, R.DUTY_OFFICER, R.INTEGRITY_OFFICER})
UNMASKING_APPROVERS = frozenset({R.ARBITER, R.PUBLISHER, R.AUDITOR, R.INTEGRITY_OFFICER})
UNMASKING_READERS = UNMASKING_ASKERS | UNMASKING_APPROVERS | ADMINISTRATORS

READ = frozenset({"GET"})
WRITE = frozenset({"POST"})
FORM = READ | WRITE

DUTY = frozenset({R.DUTY_OFFICER})
DANGER_READERS = frozenset({R.DUTY_OFFICER, R.DIRECTOR})
LETTER_MAKERS = frozenset({R.DUTY_OFFICER, R.PLANNER})

ACCESS: dict[str, tuple[frozenset[str], frozenset[R]]] = {
    "home": (READ, EVERYBODY),
    # registry
    "registry": (READ, REGISTRY_READERS),
    "registry_map": (READ, REGISTRY_READERS),
    "registry_places": (READ, REGISTRY_READERS),
    "registry_entities": (READ, REGISTRY_READERS),
    "registry_entity": (READ, REGISTRY_READERS),
    "registry_centre": (READ, REGISTRY_READERS),
    "registry_entity_add": (FORM, REGISTRY_WRITERS),
    "registry_sector_add": (FORM, REGISTRY_WRITERS),
    "registry_centre_add": (FORM, REGISTRY_WRITERS),
    "registry_centre_edit": (FORM, REGISTRY_WRITERS),
    "registry_export": (READ, REGISTRY_READERS),
    "registry_import": (FORM, REGISTRY_WRITERS),
    "registry_import_confirm": (WRITE, REGISTRY_WRITERS),
    # laws, charter promises, service standards
    "standards": (READ, REGISTRY_READERS),
    "standards_version": (READ, REGISTRY_READERS),
    "standards_import": (FORM, STANDARD_WRITERS),
    "standards_import_confirm": (WRITE, STANDARD_WRITERS),
    # life events, their cases and maps
    "journeys": (READ, frozenset({R.DIRECTOR, R.PLANNER, R.ANALYST})),
    "journeys_event": (READ, frozenset({R.DIRECTOR, R.PLANNER, R.ANALYST})),
    "journeys_write": (FORM, REGISTRY_WRITERS),
    "journeys_import": (FORM, REGISTRY_WRITERS),
    "journeys_import_confirm": (WRITE, REGISTRY_WRITERS),
    "journeys_map": (READ, frozenset({R.ANALYST, R.DIRECTOR})),
    "wave_cases": (READ, frozenset({R.DIRECTOR, R.PLANNER, R.PANEL_OFFICER, R.DUTY_OFFICER})),
    "wave_case_plan": (FORM, frozenset({R.PLANNER})),
    # questionnaires
    "instruments": (READ, FORM_READERS),
    "instruments-version": (READ, FORM_READERS),
    "instruments-template": (READ, FORM_READERS),
    "instruments-workbook": (READ, FORM_READERS),
    "instruments-xform": (READ, FORM_READERS),
    "instruments-media": (READ, FORM_READERS),
    "instruments-packs": (READ, FORM_READERS),
    "instruments-pack": (WRITE, FORM_WRITERS),
    "instruments-upload": (FORM, FORM_WRITERS),
    "instruments-new": (FORM, FORM_WRITERS),
    "instruments-copy": (WRITE, FORM_WRITERS),
    "instruments-edit": (READ, FORM_WRITERS),
    "instruments-edit-add": (WRITE, FORM_WRITERS),
    "instruments-edit-move": (WRITE, FORM_WRITERS),
    "instruments-edit-discard": (WRITE, FORM_WRITERS),
    "instruments-edit-settings": (FORM, FORM_WRITERS),
    "instruments-edit-answers": (FORM, FORM_WRITERS),
    "instruments-edit-check": (READ, FORM_WRITERS),
    "instruments-edit-keep": (WRITE, FORM_WRITERS),
    "instruments-edit-preview": (READ, FORM_WRITERS),
    "instruments-edit-preview-phone": (READ, FORM_WRITERS),
    "instruments-preview": (READ, FORM_READERS),
    "instruments-preview-phone": (READ, FORM_READERS),
    "instruments-edit-weights": (READ, RESULT_READERS),
    "instruments-edit-row": (FORM, FORM_WRITERS),
    "instruments-edit-remove": (WRITE, FORM_WRITERS),
    "instruments-publish": (WRITE, DIRECTORS),
    "instruments-retire": (WRITE, DIRECTORS),
    # calls: assessors read what was written, the officer vets and chooses, the auditor draws again
    "calls": (READ, CALL_READERS),
    "calls_route": (WRITE, DIRECTORS),
    "calls_gaps": (WRITE, DIRECTORS),
    "calls_papers": (FORM, PANEL),
    "call_write": (FORM, CALL_WRITERS),
    "call": (READ, CALL_READERS),
    "call_edit": (FORM, CALL_WRITERS),
    "call_move": (WRITE, CALL_WRITERS),
    "call_assess": (READ, ASSESSORS),
    "call_vetting": (READ, PANEL),
    "call_choice": (READ, CALL_READERS),
    "call_bind": (WRITE, PANEL),
    "call_draw": (WRITE, PANEL),
    "call_tell": (WRITE, PANEL),
    "call_admit": (WRITE, PANEL),
    "call_files": (READ, PANEL | {R.AUDITOR}),
    "call_table": (READ, PANEL | {R.AUDITOR}),
    "application": (READ, PANEL),
    "application_assess": (FORM, ASSESSORS),
    "application_settle": (WRITE, PANEL),
    "application_replace": (WRITE, PANEL),
    # panel
    "panel": (READ, PANEL),
    "panel_person": (FORM, PANEL),
    "panel_link_send": (WRITE, PANEL),
    "panel_shopper": (READ, PANEL),
    "panel_cycles": (READ, PANEL),
    "panel_numbers": (READ, PANEL),
    "panel_number": (READ, PANEL),
    "panel_enrol": (FORM, PANEL),
    "panel_staff": (FORM, PANEL),
    "panel_shopper_move": (WRITE, PANEL),
    "panel_move_together": (WRITE, PANEL),
    "panel_leave": (WRITE, PANEL),
    "panel_term": (WRITE, PANEL),
    "panel_companion": (WRITE, PANEL),
    # companies: the desk compares, the director keeps them; each one's people reach their own page alone
    "providers": (READ, BENCH_READERS),
    "provider_add": (FORM, DIRECTORS),
    "provider": (FORM, DIRECTORS),
    "provider_close": (WRITE, DIRECTORS),
    "company": (READ, PROVIDERS),
    "company_send": (FORM, PROVIDERS),
    "company_stops": (WRITE, PROVIDERS),
    "panel_numbers_give": (WRITE, PANEL),
    "panel_link_give": (WRITE, PANEL),
    "panel_client_key_give": (WRITE, PANEL),
    "panel_keys_withdraw": (WRITE, PANEL),
    # training
    "training": (READ, TRAINERS),
    "training_demand": (WRITE, DIRECTORS),
    "training_pledge": (FORM, DIRECTORS),
    "training_certificate_open": (FORM, TRAINERS),
    "training_certificate_close": (WRITE, TRAINERS),
    "training_questions": (READ, TRAINERS),
    "training_question_write": (FORM, TRAINERS),
    "training_question_out": (WRITE, TRAINERS),
    "training_course_write": (FORM, TRAINERS),
    "training_invite": (FORM, PANEL),
    "training_example_write": (FORM, TRAINERS),
    "training_example": (READ, PANEL),
    "training_roster": (READ, PANEL),
    "training_recognise": (WRITE, PANEL),
    "training_allow_more": (WRITE, PANEL),
    "training_take_back": (FORM, PANEL),
    "training_leaving": (WRITE, PANEL),
    # the duty desk: what shoppers call for is the duty officer's alone; the director sees dangers, to see what is overdue
    "duty": (READ, DUTY),
    "duty_now": (READ, DUTY),
    "duty_over": (READ, DUTY),
    "duty_settings": (FORM, SETTERS),
    "duty_contacts": (READ, DANGER_READERS),
    "duty_contact": (FORM, DANGER_READERS),
    "duty_alarm": (READ, DUTY),
    "duty_alarm_see": (WRITE, DUTY),
    "duty_alarm_note": (WRITE, DUTY),
    "duty_alarm_ring": (WRITE, DUTY),
    "duty_alarm_mission": (WRITE, DUTY),
    "duty_letter_see": (WRITE, DUTY),
    "duty_letter_confirm": (WRITE, DUTY),
    "duty_letter_withdraw": (WRITE, DUTY),
    "duty_letter_issue": (WRITE, LETTER_MAKERS),
    "duty_letters_prepare": (WRITE, LETTER_MAKERS),
    "duty_danger": (READ, DANGER_READERS),
    "duty_danger_send": (WRITE, DUTY),
    "duty_danger_postpone": (WRITE, DUTY),
    "duty_danger_hold": (WRITE, DUTY),
    "duty_danger_tell": (WRITE, DUTY),
    "duty_danger_picture": (READ, DANGER_READERS),
    # cycles, missions, scenarios
    "waves": (READ, MISSION_READERS),
    "wave_precision": (READ, MISSION_READERS),
    "wave": (READ, MISSION_READERS),
    "mission": (READ, MISSION_READERS),
    "scenarios": (READ, SCENARIO_READERS),
    "scenario": (READ, SCENARIO_READERS),
    "scenario_approve": (WRITE, SCENARIO_APPROVERS),
    "wave_open": (FORM, PLANNERS),
    "wave_move": (FORM, WAVE_MOVERS),
    "mission_plan": (FORM, PLANNERS),
    "wave_everyday": (FORM, PLANNERS),
    "everyday_close": (WRITE, PLANNERS),
    "missions_upload": (FORM, PLANNERS),
    "missions_template": (READ, PLANNERS),
    "missions_move": (WRITE, PLANNERS),
    "mission_move": (WRITE, PLANNERS),
    "scenario_write": (FORM, PLANNERS),
    "scenario_edit": (FORM, PLANNERS),
    # review
    "review": (READ, REVIEW_READERS),
    "review-visit": (READ, REVIEW_READERS),
    "review-picture": (READ, REVIEW_READERS),
    "review-open": (WRITE, REVIEWERS),
    "review-settle": (WRITE, REVIEWERS),
    "review-correct": (FORM, REVIEWERS),
    "review-sendings": (READ, REVIEW_READERS),
    "review-sending": (READ, REVIEW_READERS),
    "review-sending-again": (WRITE, REVIEWERS),
    "review-sending-aside": (WRITE, REVIEWERS),
    # withheld files: that they are there; two people destroy one
    "withheld": (READ, WITHHELD_READERS),
    "withheld_file": (READ, WITHHELD_READERS),
    "withheld_propose": (WRITE, frozenset({R.REVIEWER, R.DIRECTOR})),
    "withheld_approve": (WRITE, frozenset({R.ARBITER, R.DIRECTOR})),
    "withheld_refuse": (WRITE, WITHHELD_READERS),
    # contests: the arbiter's; the director sees what is overdue and looks a second time at words, never at what is behind
    "contests": (READ, frozenset({R.ARBITER, R.DIRECTOR})),
    "contest": (READ, frozenset({R.ARBITER, R.DIRECTOR})),
    "contest-answer": (WRITE, ARBITERS),
    "contest-confirm": (WRITE, frozenset({R.ARBITER, R.DIRECTOR})),
    "contest-return": (WRITE, frozenset({R.ARBITER, R.DIRECTOR})),
    "contest-visit": (READ, ARBITERS),
    "contest-file": (READ, ARBITERS),
    "contest-page": (READ, ARBITERS),
    # corrective plans: few know of repeats, which is what the pages show and not what the door says
    "plans": (READ, PLAN_READERS),
    "plans-export": (READ, PLAN_READERS),
    "plan": (READ, PLAN_READERS),
    "plan_rules": (FORM, DIRECTORS),
    "plan_open": (FORM, BENCH_READERS),
    "plan_agree": (WRITE, BENCH_READERS),
    "plan_return": (WRITE, BENCH_READERS),
    "plan_file": (READ, BENCH_READERS),
    "plan_page": (READ, BENCH_READERS),
    "plan_repeat": (WRITE, PLANNERS),
    "verdicts_tell": (WRITE, DIRECTORS),
    "contacts": (READ, frozenset({R.DIRECTOR, R.AUDITOR})),
    "contact_add": (FORM, EVERYBODY),
    # results and publishing
    "results": (READ, RESULT_READERS),
    "results-table": (READ, RESULT_READERS),
    "results-leadership": (READ, RESULT_READERS),
    "sectors": (READ, SECTOR_READERS),
    "sector": (READ, SECTOR_READERS),
    "sector-export": (READ, SECTOR_READERS),
    "results-findings-export": (READ, RESULT_READERS),
    "results-leadership-export": (READ, RESULT_READERS),
    "results-charts": (READ, RESULT_READERS),
    "results-figures": (READ, RESULT_READERS),
    "results-map": (READ, RESULT_READERS),
    "results-places": (READ, RESULT_READERS),
    "results-report": (READ, RESULT_READERS),
    "results-unit": (READ, RESULT_READERS),
    "results-releases": (READ, RESULT_READERS),
    "results-export": (READ, RESULT_READERS),
    "results-visits-export": (READ, frozenset({R.REVIEWER, R.ARBITER, R.ANALYST})),
    "results-besides": (READ, REVIEW_READERS),
    "results-besides-export": (READ, REVIEW_READERS),
    "results-bodies": (READ, RESULT_READERS),
    "results-body": (READ, RESULT_READERS),
    "results-meter": (READ, RESULT_READERS),
    "results-waits": (READ, RESULT_READERS),
    "results-composite": (READ, RESULT_READERS),
    "workspaces": (READ, BENCH_READERS),
    "workspace_open": (FORM, ANALYSTS),
    "workspace": (READ, BENCH_READERS),
    "workspace_draw": (FORM, ANALYSTS),
    "workspace_remark": (WRITE, ANALYSTS),
    "workspace_change": (WRITE, ANALYSTS),
    "workspace_agree": (WRITE, ANALYSTS),
    "self_assessment": (FORM, BENCH_READERS),
    "commissions": (READ, COMMISSION_READERS),
    "commission": (READ, COMMISSION_READERS),
    "accountability": (READ, COMMISSION_READERS),
    "accountability-file": (FORM, COMMISSION_READERS),
    "accountability-open": (FORM, frozenset({R.DIRECTOR, R.ANALYST})),
    "commission-order": (FORM, frozenset({R.DIRECTOR, R.PLANNER})),
    "commission-withdraw": (WRITE, frozenset({R.DIRECTOR, R.PLANNER})),
    "commission-release": (WRITE, frozenset({R.DIRECTOR, R.ANALYST})),
    "results-inform": (WRITE, DIRECTORS),
    # the analyst's bench, and the sealed list
    "bench": (READ, BENCH_READERS),
    "bench_write": (FORM, ANALYSTS),
    "bench_confirm": (WRITE, BENCH_READERS),
    "bench_set_aside": (WRITE, BENCH_READERS),
    "bench_recommend": (FORM, ANALYSTS),
    "bench_proposal": (WRITE, ANALYSTS),
    "bench_seal": (WRITE, ANALYSTS),
    "bench_recommendations": (READ, BENCH_READERS),
    "integrity": (READ, frozenset({R.INTEGRITY_OFFICER})),
    "integrity_refer": (WRITE, frozenset({R.INTEGRITY_OFFICER})),
    "results-check": (WRITE, RESULT_READERS),
    "results-score": (WRITE, SCORERS),
    "results-composite-weigh": (WRITE, SCORERS),
    "results-move": (WRITE, WAVE_MOVERS),
    "results-prepare": (WRITE, PREPARERS),
    "results-release-step": (WRITE, PUBLISHERS),
    # the programme, invitations
    "programme": (READ, SETTERS),
    "programme_edit": (FORM, SETTERS),
    "programme_words": (FORM, SETTERS),
    "programme_change": (FORM, DIRECTORS),
    "programme_phases": (FORM, DIRECTORS),
    "programme_clocks": (FORM, SETTERS),
    "programme_meter": (FORM, SETTERS),
    "programme_file": (READ, SETTERS),
    "programme_cover": (FORM, SETTERS),
    "programme_sites": (READ, DIRECTORS),
    "programme_site": (FORM, DIRECTORS),
    "programme_recording": (FORM, DIRECTORS),
    "invitations": (READ, ADMINISTRATORS),
    "invite": (FORM, ADMINISTRATORS),
    "invitation_withdraw": (WRITE, ADMINISTRATORS),
    # journal and accounts
    # unmasking: asked by few, approved by others, opened by who asked; who may sign is named by an administrator
    "unmasking": (READ, UNMASKING_READERS),
    "unmasking_ask": (FORM, UNMASKING_ASKERS),
    "unmasking_request": (READ, UNMASKING_READERS),
    "unmasking_approve": (WRITE, UNMASKING_APPROVERS),
    "unmasking_end": (WRITE, UNMASKING_ASKERS | UNMASKING_APPROVERS),
    "unmasking_open": (WRITE, UNMASKING_ASKERS),
    "unmasking_people": (READ, UNMASKING_READERS),
    "unmasking_name": (WRITE, ADMINISTRATORS),
    "unmasking_keys": (WRITE, UNMASKING_READERS),
    "unmasking_dismiss": (WRITE, ADMINISTRATORS),
    "journal": (READ, JOURNAL_READERS),
    "journal-export": (READ, JOURNAL_READERS),
    "accounts": (READ, ADMINISTRATORS),
    "account": (READ, ADMINISTRATORS),
    "permissions": (READ, ADMINISTRATORS),
    "account_open": (FORM, ADMINISTRATORS),
    "account_role_give": (WRITE, ADMINISTRATORS),
    "account_role_take": (WRITE, ADMINISTRATORS),
    "account_close": (WRITE, ADMINISTRATORS),
}
