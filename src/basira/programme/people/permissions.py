"""
Who may do what: one table, deny by default. What the state of an object allows is policy, and stands elsewhere.

An act that is missing here is refused to everybody, so a new verb starts closed.
"""

from enum import StrEnum

from basira.core.kernel.actor import (
    BODY_ROLES,
    PROGRAMME_ROLES,
    PROVIDER_ROLES,
    WHOLE_BODY_ROLES,
    Actor,
    ActorKind,
    Role,
)
from basira.core.kernel.problem import Problem


class Act(StrEnum):
    """Everything that a verb may be asked to do, and what a console page shows."""

    VIEW_DESK = "view-desk"
    MAINTAIN_ACCOUNTS = "maintain-accounts"
    SET_PROGRAMME = "set-programme"
    SET_SITE_RULES = "set-site-rules"
    CHANGE_BLUEPRINT = "change-blueprint"
    VIEW_REGISTRY = "view-registry"
    MAINTAIN_REGISTRY = "maintain-registry"
    MAINTAIN_STANDARDS = "maintain-standards"
    VIEW_INSTRUMENTS = "view-instruments"
    MAINTAIN_INSTRUMENTS = "maintain-instruments"
    PUBLISH_INSTRUMENT = "publish-instrument"
    VIEW_PANEL = "view-panel"
    MAINTAIN_PANEL = "maintain-panel"
    END_TERMS = "end-terms"
    MAINTAIN_PROVIDERS = "maintain-providers"
    COMPARE_PROVIDERS = "compare-providers"
    SEND_PEOPLE = "send-people"
    SET_ROUTES = "set-routes"
    VIEW_CALLS = "view-calls"
    MAINTAIN_CALLS = "maintain-calls"
    APPLY = "apply"
    ASSESS_APPLICATION = "assess-application"
    VET_APPLICATION = "vet-application"
    SEE_PAPERS = "see-papers"
    CHOOSE_PANEL = "choose-panel"
    REPLAY_DRAW = "replay-draw"
    VIEW_TRAINING = "view-training"
    MAINTAIN_TRAINING = "maintain-training"
    SET_TRAINING = "set-training"
    VIEW_ROSTER = "view-roster"
    TAKE_BACK_PROOF = "take-back-proof"
    LEARN = "learn"
    KEEP_OWN = "keep-own"
    CONTACT_SHOPPER = "contact-shopper"
    VIEW_SCENARIOS = "view-scenarios"
    APPROVE_SCENARIO = "approve-scenario"
    CLOSE_KEYS = "close-keys"
    KEEP_STAFF_LISTS = "keep-staff-lists"
    VIEW_UNMASKINGS = "view-unmaskings"
    ASK_UNMASKING = "ask-unmasking"
    APPROVE_UNMASKING = "approve-unmasking"
    END_UNMASKING = "end-unmasking"
    NAME_SIGNATORIES = "name-signatories"
    EXCHANGE_LINK = "exchange-link"
    VIEW_MISSIONS = "view-missions"
    PLAN_MISSIONS = "plan-missions"
    MOVE_WAVE = "move-wave"
    ANSWER_MISSION = "answer-mission"
    BEGIN_EVERYDAY = "begin-everyday"
    SAY_NEEDS = "say-needs"
    ANSWER_QUESTION = "answer-question"
    READ_ANSWERS = "read-answers"
    EXPIRE_OFFERS = "expire-offers"
    FILE_VISIT = "file-visit"
    OPEN_SENDINGS = "open-sendings"
    DECIDE_SENDINGS = "decide-sendings"
    DESTROY_PLACES = "destroy-places"
    JUDGE_RECORDS = "judge-records"
    IMPORT_VISITS = "import-visits"
    EXPORT_VISITS = "export-visits"
    VIEW_REVIEWS = "view-reviews"
    SETTLE_REVIEW = "settle-review"
    VIEW_RESULTS = "view-results"
    SCORE_WAVE = "score-wave"
    PREPARE_RELEASE = "prepare-release"
    APPROVE_RELEASE = "approve-release"
    PUBLISH_RELEASE = "publish-release"
    VIEW_JOURNAL = "view-journal"
    INFORM_BODIES = "inform-bodies"
    VIEW_JOURNEYS = "view-journeys"
    WRITE_LIFE_EVENTS = "write-life-events"
    VIEW_BENCH = "view-bench"
    WRITE_FINDING = "write-finding"
    CONFIRM_FINDING = "confirm-finding"
    READ_NOTES = "read-notes"
    ANSWER_PROPOSAL = "answer-proposal"
    SEAL_INTEGRITY = "seal-integrity"
    VIEW_INTEGRITY = "view-integrity"
    REFER_INTEGRITY = "refer-integrity"
    VIEW_PORTAL = "view-portal"
    VIEW_OWN_CENTRES = "view-own-centres"
    VIEW_SECTOR = "view-sector"
    ASK_FOR_DIGEST = "ask-for-digest"
    SEND_DIGESTS = "send-digests"
    ANSWER_FINDING = "answer-finding"
    VIEW_CONTESTS = "view-contests"
    OPEN_CONTEST = "open-contest"
    ANSWER_CONTEST = "answer-contest"
    LOOK_AT_REASONS = "look-at-reasons"
    SHOW_PROOF = "show-proof"
    VIEW_WORKSPACES = "view-workspaces"
    WORK_WITH_BODY = "work-with-body"
    WORK_WITH_PROGRAMME = "work-with-programme"
    ASK_SELF_ASSESSMENT = "ask-self-assessment"
    ASSESS_OURSELVES = "assess-ourselves"
    VIEW_COMMISSIONS = "view-commissions"
    ORDER_COMMISSION = "order-commission"
    RELEASE_COMMISSION = "release-commission"
    OPEN_ACCOUNTABILITY = "open-accountability"
    END_ACCOUNTABILITY = "end-accountability"
    VIEW_PLANS = "view-plans"
    OPEN_PLAN = "open-plan"
    AGREE_PLAN = "agree-plan"
    SET_PLAN_RULES = "set-plan-rules"
    WRITE_PLAN = "write-plan"
    OPEN_PLAN_PROOF = "open-plan-proof"
    SIGN_FIX = "sign-fix"
    CLIMB_LADDER = "climb-ladder"
    SEE_REPEATS = "see-repeats"
    ORDER_REPEAT = "order-repeat"
    JUDGE_REPEATS = "judge-repeats"
    RELEASE_VERDICTS = "release-verdicts"
    RECORD_CONTACT = "record-contact"
    VIEW_CONTACTS = "view-contacts"
    CALL_FOR_HELP = "call-for-help"
    VIEW_DUTY = "view-duty"
    ANSWER_DUTY = "answer-duty"
    VIEW_DANGERS = "view-dangers"
    PREPARE_LETTERS = "prepare-letters"
    MAINTAIN_CONTACTS = "maintain-contacts"
    VIEW_WITHHELD = "view-withheld"
    PROPOSE_DESTRUCTION = "propose-destruction"
    APPROVE_DESTRUCTION = "approve-destruction"
    CARRY_OUT_DESTRUCTION = "carry-out-destruction"


R = Role

MAY: dict[Act, frozenset[Role]] = {
    Act.VIEW_DESK: PROGRAMME_ROLES,  # whoever holds any role of the programme
    Act.MAINTAIN_ACCOUNTS: frozenset({R.ADMINISTRATOR}),
    Act.SET_PROGRAMME: frozenset({R.ADMINISTRATOR, R.DIRECTOR}),
    Act.SET_SITE_RULES: frozenset({R.DIRECTOR}),
    Act.CHANGE_BLUEPRINT: frozenset({R.DIRECTOR}),  # with what its owners check besides
    Act.VIEW_REGISTRY: frozenset({R.ADMINISTRATOR, R.DIRECTOR, R.PLANNER, R.REVIEWER, R.ANALYST, R.PUBLISHER}),
    Act.MAINTAIN_REGISTRY: frozenset({R.DIRECTOR, R.PLANNER}),
    Act.MAINTAIN_STANDARDS: frozenset({R.DIRECTOR, R.ANALYST}),
    Act.VIEW_INSTRUMENTS: frozenset({R.DIRECTOR, R.PLANNER, R.REVIEWER, R.ANALYST, R.AUDITOR}),
    Act.MAINTAIN_INSTRUMENTS: frozenset({R.DIRECTOR, R.PLANNER}),
    Act.PUBLISH_INSTRUMENT: frozenset({R.DIRECTOR}),
    Act.VIEW_PANEL: frozenset({R.PANEL_OFFICER}),
    Act.MAINTAIN_PANEL: frozenset({R.PANEL_OFFICER}),
    Act.END_TERMS: frozenset(),  # the worker only, by the day
    Act.MAINTAIN_PROVIDERS: frozenset({R.DIRECTOR}),
    Act.COMPARE_PROVIDERS: frozenset({R.DIRECTOR, R.ANALYST}),
    Act.SEND_PEOPLE: PROVIDER_ROLES,  # of their own company alone: `provider_ref` of whoever acts
    Act.SET_ROUTES: frozenset({R.DIRECTOR}),
    Act.VIEW_CALLS: frozenset({R.DIRECTOR, R.PANEL_OFFICER, R.PUBLISHER, R.AUDITOR}),
    Act.MAINTAIN_CALLS: frozenset({R.DIRECTOR, R.PANEL_OFFICER}),
    Act.APPLY: frozenset(),  # whoever holds a resume code, and no account: see `recruiting.verbs.applying`
    Act.ASSESS_APPLICATION: frozenset(
        {R.DIRECTOR, R.PANEL_OFFICER, R.PUBLISHER}
    ),  # nobody who reads visits: hands are known
    Act.VET_APPLICATION: frozenset({R.PANEL_OFFICER}),
    Act.SEE_PAPERS: frozenset({R.PANEL_OFFICER}),
    Act.CHOOSE_PANEL: frozenset({R.PANEL_OFFICER}),
    Act.REPLAY_DRAW: frozenset({R.PANEL_OFFICER, R.AUDITOR}),
    Act.VIEW_TRAINING: frozenset({R.DIRECTOR, R.PANEL_OFFICER}),
    Act.MAINTAIN_TRAINING: frozenset({R.DIRECTOR, R.PANEL_OFFICER}),
    Act.SET_TRAINING: frozenset({R.DIRECTOR}),  # what is demanded before a mission, and the pledge
    Act.VIEW_ROSTER: frozenset({R.PANEL_OFFICER}),  # who lacks what, by number: the trainer
    Act.TAKE_BACK_PROOF: frozenset(
        {R.PANEL_OFFICER}
    ),  # a certificate or the signed pledge, by number and with a reason
    Act.LEARN: frozenset(),  # shoppers only, under their own number
    Act.KEEP_OWN: frozenset(),  # shoppers only: their days, hours, ties and notice
    Act.CONTACT_SHOPPER: frozenset({R.PANEL_OFFICER, R.DUTY_OFFICER}),  # by the vault: neither sees an address
    Act.VIEW_SCENARIOS: frozenset({R.DIRECTOR, R.PLANNER, R.PANEL_OFFICER, R.DUTY_OFFICER, R.PUBLISHER}),
    Act.APPROVE_SCENARIO: frozenset({R.DIRECTOR, R.PLANNER, R.DUTY_OFFICER, R.PUBLISHER}),  # never its author: policy
    Act.CLOSE_KEYS: frozenset(),  # the worker only: whoever did it by hand could link a shopper with her numbers
    Act.KEEP_STAFF_LISTS: frozenset({R.PANEL_OFFICER}),
    Act.VIEW_UNMASKINGS: frozenset(
        {R.ADMINISTRATOR, R.DIRECTOR, R.DUTY_OFFICER, R.INTEGRITY_OFFICER, R.ARBITER, R.PUBLISHER, R.AUDITOR}
    ),
    Act.ASK_UNMASKING: frozenset(
        {R.DIRECTOR, R.DUTY_OFFICER, R.INTEGRITY_OFFICER}
    ),  # and open one's own: the vault's rule
    Act.APPROVE_UNMASKING: frozenset(
        {R.ARBITER, R.PUBLISHER, R.AUDITOR, R.INTEGRITY_OFFICER}
    ),  # two apart, never who asked
    Act.END_UNMASKING: frozenset(
        {R.DIRECTOR, R.DUTY_OFFICER, R.INTEGRITY_OFFICER, R.ARBITER, R.PUBLISHER, R.AUDITOR}
    ),  # refuse it, or take one's own back
    Act.NAME_SIGNATORIES: frozenset({R.ADMINISTRATOR}),  # never oneself: the vault's rule
    Act.EXCHANGE_LINK: frozenset(),  # shoppers only: whoever holds their link
    Act.VIEW_MISSIONS: frozenset({R.DIRECTOR, R.PLANNER, R.PANEL_OFFICER, R.DUTY_OFFICER}),
    Act.PLAN_MISSIONS: frozenset({R.PLANNER}),
    Act.MOVE_WAVE: frozenset({R.DIRECTOR, R.PLANNER}),
    Act.ANSWER_MISSION: frozenset(),  # shoppers only, of their own missions
    Act.BEGIN_EVERYDAY: frozenset(),  # shoppers only, under their own number
    Act.SAY_NEEDS: frozenset(),  # shoppers only, of themselves
    Act.ANSWER_QUESTION: frozenset(),  # shoppers only, about their own visits
    Act.READ_ANSWERS: frozenset({R.PLANNER, R.DUTY_OFFICER}),  # their reasons, words and needs
    Act.EXPIRE_OFFERS: frozenset(),  # the schedule only
    Act.FILE_VISIT: frozenset(),  # shoppers only, under a cycle number: see `check`
    Act.OPEN_SENDINGS: frozenset(),  # the worker only: it alone holds the key
    Act.DECIDE_SENDINGS: frozenset({R.REVIEWER}),  # of what could not be filed: nobody reads what is inside
    Act.JUDGE_RECORDS: frozenset(),  # the worker only, when a phone's key comes after its record
    Act.DESTROY_PLACES: frozenset(),  # the worker only, when their days are over
    Act.IMPORT_VISITS: frozenset({R.DIRECTOR, R.PLANNER}),
    Act.EXPORT_VISITS: frozenset({R.REVIEWER, R.ARBITER, R.ANALYST}),  # free text only with VIEW_REVIEWS
    Act.VIEW_REVIEWS: frozenset({R.REVIEWER, R.ARBITER}),
    Act.SETTLE_REVIEW: frozenset({R.REVIEWER}),
    Act.VIEW_RESULTS: frozenset({R.DIRECTOR, R.ANALYST, R.PUBLISHER, R.AUDITOR}),
    Act.SCORE_WAVE: frozenset({R.ANALYST}),
    Act.PREPARE_RELEASE: frozenset({R.ANALYST, R.DIRECTOR}),
    Act.APPROVE_RELEASE: frozenset({R.PUBLISHER}),
    Act.PUBLISH_RELEASE: frozenset({R.PUBLISHER}),
    Act.VIEW_JOURNAL: frozenset({R.ADMINISTRATOR, R.DIRECTOR, R.AUDITOR}),
    Act.INFORM_BODIES: frozenset({R.DIRECTOR}),
    Act.VIEW_JOURNEYS: frozenset({R.DIRECTOR, R.PLANNER, R.ANALYST}),  # a map only with VIEW_BENCH
    Act.WRITE_LIFE_EVENTS: frozenset({R.DIRECTOR, R.PLANNER}),
    Act.VIEW_BENCH: frozenset({R.ANALYST, R.DIRECTOR}),
    Act.WRITE_FINDING: frozenset({R.ANALYST}),
    Act.CONFIRM_FINDING: frozenset({R.ANALYST, R.DIRECTOR}),  # never its author: policy
    Act.READ_NOTES: frozenset({R.ANALYST}),  # covered, in no order, without whose or when
    Act.ANSWER_PROPOSAL: frozenset({R.ANALYST}),
    Act.SEAL_INTEGRITY: frozenset({R.ANALYST}),
    Act.VIEW_INTEGRITY: frozenset({R.INTEGRITY_OFFICER}),
    Act.REFER_INTEGRITY: frozenset({R.INTEGRITY_OFFICER}),
    Act.VIEW_PORTAL: frozenset({R.BODY_LIAISON, R.BODY_HEAD}),
    Act.VIEW_OWN_CENTRES: frozenset({R.CENTRE_MANAGER}),  # of the centres that the role names, and no other
    Act.VIEW_SECTOR: frozenset({R.SECTOR_LEAD, R.DIRECTOR, R.ANALYST, R.PUBLISHER, R.AUDITOR}),  # a lead: her own
    Act.ASK_FOR_DIGEST: BODY_ROLES | PROGRAMME_ROLES,  # for oneself
    Act.SEND_DIGESTS: frozenset(),  # the worker only
    Act.ANSWER_FINDING: frozenset({R.BODY_LIAISON}),
    Act.VIEW_CONTESTS: frozenset({R.ARBITER, R.DIRECTOR}),  # the director sees what is overdue, never what is behind it
    Act.OPEN_CONTEST: frozenset({R.ARBITER}),  # the body's files, and the visits behind the finding
    Act.ANSWER_CONTEST: frozenset({R.ARBITER}),  # never of one's own reviews or release: policy
    Act.LOOK_AT_REASONS: frozenset({R.ARBITER, R.DIRECTOR}),  # never whoever wrote them: policy
    Act.SHOW_PROOF: frozenset(),  # the worker only: it alone opens what a body sent
    Act.VIEW_WORKSPACES: frozenset({R.ANALYST, R.DIRECTOR}),
    Act.WORK_WITH_BODY: frozenset({R.ANALYST}),
    Act.WORK_WITH_PROGRAMME: WHOLE_BODY_ROLES,
    Act.ASK_SELF_ASSESSMENT: frozenset({R.DIRECTOR}),
    Act.ASSESS_OURSELVES: frozenset({R.BODY_LIAISON}),
    Act.VIEW_COMMISSIONS: frozenset({R.DIRECTOR, R.PLANNER, R.ANALYST}),
    Act.ORDER_COMMISSION: frozenset({R.DIRECTOR, R.PLANNER}),
    Act.RELEASE_COMMISSION: frozenset({R.DIRECTOR, R.ANALYST}),  # never of one's own review: policy
    Act.OPEN_ACCOUNTABILITY: frozenset({R.DIRECTOR, R.ANALYST}),
    Act.END_ACCOUNTABILITY: frozenset({R.DIRECTOR, R.ANALYST}),  # never whoever opened it: policy
    Act.VIEW_PLANS: frozenset({R.DIRECTOR, R.ANALYST, R.PLANNER, R.AUDITOR}),
    Act.OPEN_PLAN: frozenset({R.DIRECTOR, R.ANALYST}),
    Act.AGREE_PLAN: frozenset({R.DIRECTOR, R.ANALYST}),
    Act.OPEN_PLAN_PROOF: frozenset({R.DIRECTOR, R.ANALYST}),  # who agrees to plans; each opening is journalled
    Act.SET_PLAN_RULES: frozenset({R.DIRECTOR}),
    Act.WRITE_PLAN: frozenset({R.BODY_LIAISON}),
    Act.SIGN_FIX: frozenset({R.BODY_HEAD}),  # never who declared it: policy
    Act.CLIMB_LADDER: frozenset(),  # the worker only: no delay is anybody's favour
    Act.SEE_REPEATS: frozenset({R.DIRECTOR, R.PLANNER}),  # that there is one: few know, and no body
    Act.ORDER_REPEAT: frozenset({R.PLANNER}),
    Act.JUDGE_REPEATS: frozenset(),  # the worker only: the answers judge
    Act.RELEASE_VERDICTS: frozenset({R.DIRECTOR}),
    Act.RECORD_CONTACT: PROGRAMME_ROLES,  # whoever was asked
    Act.VIEW_CONTACTS: frozenset({R.DIRECTOR, R.AUDITOR}),
    Act.CALL_FOR_HELP: frozenset(),  # shoppers only: an alarm, a letter shown, a danger reported
    Act.VIEW_DUTY: frozenset({R.DUTY_OFFICER}),
    Act.ANSWER_DUTY: frozenset({R.DUTY_OFFICER}),
    Act.VIEW_DANGERS: frozenset({R.DUTY_OFFICER, R.DIRECTOR}),
    Act.PREPARE_LETTERS: frozenset({R.DUTY_OFFICER, R.PLANNER}),
    Act.MAINTAIN_CONTACTS: frozenset({R.DUTY_OFFICER, R.DIRECTOR}),
    Act.VIEW_WITHHELD: frozenset({R.REVIEWER, R.ARBITER, R.DIRECTOR}),  # that they are there, never what
    Act.PROPOSE_DESTRUCTION: frozenset({R.REVIEWER, R.DIRECTOR}),
    Act.APPROVE_DESTRUCTION: frozenset({R.ARBITER, R.DIRECTOR}),  # never whoever proposed it: policy
    Act.CARRY_OUT_DESTRUCTION: frozenset(),  # the worker only
}

SHOPPERS_MAY = frozenset(
    {
        Act.EXCHANGE_LINK, Act.FILE_VISIT, Act.ANSWER_MISSION, Act.BEGIN_EVERYDAY, Act.SAY_NEEDS, Act.ANSWER_QUESTION,
        Act.CALL_FOR_HELP, Act.LEARN, Act.KEEP_OWN,
    }
)  # fmt: skip

SYSTEM_MAY = frozenset(
    {
        Act.CLOSE_KEYS, Act.END_TERMS, Act.SCORE_WAVE, Act.MOVE_WAVE, Act.EXPIRE_OFFERS, Act.OPEN_SENDINGS, Act.DESTROY_PLACES,
        Act.JUDGE_RECORDS,
        Act.CARRY_OUT_DESTRUCTION,
        Act.SHOW_PROOF,
        Act.APPLY,
        Act.OPEN_PLAN, Act.CLIMB_LADDER, Act.JUDGE_REPEATS,
        Act.SEND_DIGESTS,
    }
)  # fmt: skip


class NotPermitted(Problem):
    """`by` holds no role that may do `act`."""

    code = "people.not-permitted"


def can(by: Actor, act: Act) -> bool:
    """Tell whether `by` may do `act`; an act that the table lacks is nobody's."""
    if by.kind is ActorKind.SHOPPER:
        return act in SHOPPERS_MAY
    if by.kind is ActorKind.SYSTEM:
        return act in SYSTEM_MAY
    return bool(MAY.get(act, frozenset()) & by.roles)


def check(by: Actor, act: Act) -> None:
    """
    Refuse an act that `by` may not do.

    :raises NotPermitted: with the act
    """
    if not can(by, act):
        raise NotPermitted(act=str(act))
