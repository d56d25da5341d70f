"""Broken blueprints, each made from a shipped one by one named change: what it says, which line is at fault, which code and key."""

# ruff: noqa: E501  a table reads best one line a row

from dataclasses import dataclass

from tests.shared_data import ROOT

FOLDER = ROOT / "blueprints"


@dataclass(frozen=True, slots=True)
class Broken:
    """
    One change: `old` becomes `new` in the file `of`, and the check answers `code` at `key`.

    `at` stands in the line that is at fault; the first line that holds it after the change. "" where `new` itself is that line.
    """

    name: str
    of: str
    old: str
    new: str
    code: str
    key: str
    at: str = ""

    def text(self) -> str:
        """Return the broken file."""
        good = (FOLDER / f"{self.of}.toml").read_text(encoding="utf-8")
        assert self.old in good, f"{self.name}: {self.of} does not say {self.old!r} any more"
        return good.replace(self.old, self.new, 1)

    def line(self) -> int:
        """Return the line at fault, from 1."""
        sign = self.at or self.new.strip().splitlines()[0]
        lines = self.text().splitlines()
        return next(number for number, line in enumerate(lines, start=1) if sign in line)


BROKEN = (
    # no TOML at all
    Broken("a quote is not closed", "S1", 'code = "S1"', 'code = "S1', "not-toml", "file", 'code = "S1'),
    Broken("a value is missing", "S3", "size = 50", "size = ", "not-toml", "file"),
    Broken("a table stands twice", "S3", "[panel]", "[clocks]\n[panel]", "not-toml", "file", "[clocks]\nreply"),
    Broken("a line that is no key", "S2", "[observing]", "[observing]\nwatch them", "not-toml", "file", "watch them"),
    # keys
    Broken("a key is misspelled", "S3", "reply_working_days", "replay_working_days", "unknown-key", "clocks.replay_working_days"),
    Broken("a table is misspelled", "S3", "[calendar]", "[calender]", "unknown-key", "calender"),
    Broken("a key of an entry is misspelled", "S3", 'feature = "citizen"', 'feeture = "citizen"', "unknown-key", "panel.quotas[0].feeture"),
    Broken("a key that no programme has", "S0", "[integrity]", "[integrity]\nplanted_bribes = true", "unknown-key", "integrity.planted_bribes", "planted_bribes"),
    Broken("a table is written as a value", "S1", "[calendar]\n", "[extra_for_test]\n", "unknown-key", "extra_for_test"),
    Broken("one entry where a list is", "S1", '[[sources]]\ncode = "panel"\nweight = 1', '[sources]\ncode = "panel"\nweight = 1', "not-a-list", "sources", "[sources]"),
    Broken("the name is missing", "S1", 'name_ar = "المتسوق السري في الدائرة"\n', "", "missing", "programme.name_ar", "[programme]"),
    Broken("governance is missing", "S3", 'governance = "independent"\n', "", "missing", "programme.governance", "[programme]"),
    Broken("the format is missing", "S3", "format = 1\n", "", "missing", "format", "# S3"),
    Broken("a quota without its most", "S3", "least = 25\nmost = 25", "least = 25", "missing", "panel.quotas[0].most", "[[panel.quotas]]"),
    Broken("a photo decision without its reason", "S1", 'reason = "يراجع المركزَ أشخاص في ظروف خاصة، فلا يُصوَّر فيه."\n', "", "missing", "sites.decisions[0].reason", "[[sites.decisions]]"),
    # kinds and bounds
    Broken("a number in quotes", "S3", "size = 50", 'size = "50"', "wrong-kind", "panel.size"),
    Broken("yes in place of true", "S3", "is_pilot = false", 'is_pilot = "yes"', "wrong-kind", "programme.is_pilot"),
    Broken("a moment in place of a day", "S3", "is_pilot = false", "notice_on = 2026-11-01T09:00:00Z", "wrong-kind", "programme.notice_on"),
    Broken("a weekend that is one word", "S3", 'weekend = ["friday", "saturday"]', 'weekend = "friday"', "wrong-kind", "calendar.weekend"),
    Broken("a place that is no zone", "S3", 'time_zone = "Asia/Qatar"', 'time_zone = "Qatar/Doha"', "wrong-kind", "calendar.time_zone"),
    Broken("an hour that is none", "S3", 'ramadan_opens = "09:00"', 'ramadan_opens = "25:00"', "wrong-kind", "calendar.ramadan_opens"),
    Broken("a share above one", "S3", "drop_out = 0.15", "drop_out = 15", "wrong-kind", "panel.drop_out"),
    Broken("a share that is no number", "S3", "drop_out = 0.15", "drop_out = nan", "wrong-kind", "panel.drop_out"),
    Broken("a name of many lines", "S3", 'name_en = "Volunteer"', 'name_en = """Vol\nunteer"""', "wrong-kind", "shoppers.classes[0].name_en", 'name_en = """Vol'),
    Broken("a name that is empty", "S1", 'name_en = "The department\'s mystery shopper"', 'name_en = " "', "wrong-length", "programme.name_en", 'name_en = " "'),
    Broken("a reply clock of zero", "S3", "reply_working_days = 10", "reply_working_days = 0", "out-of-range", "clocks.reply_working_days"),
    Broken("an arbiter who waits a year", "S3", "arbiter_working_days = 10", "arbiter_working_days = 300", "out-of-range", "clocks.arbiter_working_days"),
    Broken("shoppers under age", "S3", "minimum_age = 18", "minimum_age = 16", "out-of-range", "eligibility.minimum_age"),
    Broken("another format", "S3", "format = 1", "format = 2", "out-of-range", "format"),
    Broken("a governance between the two", "S3", 'governance = "independent"', 'governance = "semi"', "not-a-choice", "programme.governance"),
    Broken("a day of no week", "S3", 'weekend = ["friday", "saturday"]', 'weekend = ["friday", "sabbath"]', "not-a-choice", "calendar.weekend"),
    Broken("a kind of mission that is none", "S1", '"event", "spot-check"]', '"event", "raid"]', "not-a-choice", "missions.kinds", "raid"),
    Broken("a type of site that is none", "S1", 'type = "office"', 'type = "palace"', "not-a-choice", "sites.decisions[0].type"),
    Broken("an unknown pack", "S3", 'use = ["service-counter",', 'use = ["prison",', "unknown-pack", "packs.use", "prison"),
    Broken("a pack twice", "S1", '"event-stand", "service-counter"]', '"event-stand", "event-stand"]', "said-twice", "packs.use", '"event-stand", "event-stand"'),
    Broken("a class twice", "S1", 'code = "outsider"', 'code = "employee"', "entry-twice", "shoppers.classes[1]", "never here"),
    # what no file changes
    Broken("a rank from one visit", "S3", "least_ranked_visits = 4", "least_ranked_visits = 1", "held", "results.least_ranked_visits"),
    Broken("figures of two visits", "S3", "least_visits = 5", "least_visits = 2", "held", "results.least_visits"),
    Broken("a review that accepts itself", "S3", 'overdue_review = "escalate"', 'overdue_review = "accept"', "held", "clocks.overdue_review"),
    Broken("shoppers honoured by name", "S3", 'shoppers = "under-number"', 'shoppers = "by-name"', "held", "honours.shoppers"),
    Broken("an employee in her own unit", "S1", "own_unit = false", "own_unit = true", "held", "shoppers.classes[0].own_unit"),
    Broken("publishing before the reply", "S3", "after_reply = true", "after_reply = false", "held", "naming.after_reply"),
    Broken("full coverage", "S2", "full_coverage = false", "full_coverage = true", "held", "missions.full_coverage"),
    Broken("a desk without Arabic", "S3", 'console = ["ar", "en"]', 'console = ["en"]', "held", "languages.console"),
    # what cannot stand together
    Broken("ranked employees in an independent programme", "S3", 'ranked = ["body", "centre"]', 'ranked = ["body", "employee"]', "employees-ranked", "naming.ranked"),
    Broken("ranked employees in an internal programme", "S1", 'ranked = ["centre", "unit"]', 'ranked = ["centre", "employee"]', "employees-ranked", "naming.ranked"),
    Broken("a clerk named", "S4", '"unit", "accountable-post"]', '"unit", "clerk"]', "clerk-named", "naming.negative", '"unit", "clerk"'),
    Broken("an internal programme of nobody", "S1", 'body_name_en = "Social Services Department"\n', "", "body-missing", "programme.body_name_en", "[programme]"),
    Broken("an independent programme of a body", "S3", "is_pilot = false", 'body_name_ar = "جهة"', "body-not-wanted", "programme.body_name_ar"),
    Broken("employees in an independent programme", "S3", 'routes = ["drawn"]', 'routes = ["drawn", "employees"]', "employees-in-independent", "shoppers.routes"),
    Broken("an independent programme below a unit", "S3", 'line = "central-bureau"', 'line = "performance-unit"', "line-inside-the-body", "reporting.line"),
    Broken("accountability files in an independent programme", "S3", "accountability_files = false", "accountability_files = true", "files-in-independent", "naming.accountability_files"),
    Broken("weights that do not sum", "S3", "weight = 0.3", "weight = 0.4", "weights-do-not-sum", "sources[1].weight"),
    Broken("a source behind a closed door", "S2", "reports = true", "reports = false", "source-without-door", "sources[2].code", 'code = "public-reports"'),
    Broken("a class by a route that is closed", "S1", 'route = "appointed"', 'route = "drawn"', "class-without-route", "shoppers.classes[1].route"),
    Broken("a draw without seats", "S4", "size = 300\n", "", "route-without-size", "panel.size", "[panel]"),
    Broken("a contract without a provider", "S0", 'role = "provider"', 'role = "audit-bureau"', "provider-missing", "shoppers.routes", "routes ="),
    Broken("a quota on what nobody is asked", "S3", 'feature = "18-24"', 'feature = "18-29"', "quota-unknown", "panel.quotas[2].feature"),
    Broken("a quota of an unknown category", "S3", 'category = "sex"', 'category = "gender"', "not-a-choice", "panel.quotas[8].category"),
    Broken("a quota upside down", "S3", "least = 5\nmost = 15", "least = 30\nmost = 15", "quota-upside-down", "panel.quotas[2].least"),
    Broken("more citizens than seats", "S3", "least = 25\nmost = 25", "least = 45\nmost = 50", "quotas-exceed-panel", "panel.quotas[1].least", "never here"),
    Broken("quotas that leave seats empty", "S3", "least = 25\nmost = 25", "least = 20\nmost = 20", "quotas-fall-short", "panel.quotas[1].most", "never here"),
    Broken("years of residence for citizens alone", "S3", 'statuses = ["citizen", "resident"]', 'statuses = ["citizen"]', "residence-without-residents", "eligibility.residence_years", "residence_years"),
    Broken("known to the body and not planned", "S1", "known_to_body = []", 'known_to_body = ["message"]', "kind-not-planned", "missions.known_to_body"),
    Broken("an everyday experience that hides", "S3", 'known_to_body = ["everyday"]', "known_to_body = []", "everyday-not-marked", "missions.known_to_body"),
    Broken("everyday experiences behind a closed door", "S3", "everyday_experiences = true", "everyday_experiences = false", "everyday-without-door", "missions.kinds", "kinds ="),
    Broken("steps of journeys that nobody links", "S3", "linkage = true", "linkage = false", "steps-without-linkage", "missions.kinds", "kinds ="),
    Broken("a holiday twice", "S3", "[results]", "[[calendar.holidays]]\non = 2026-12-02\n[[calendar.holidays]]\non = 2026-12-02\n[results]", "entry-twice", "calendar.holidays[1]", "never here"),
    Broken("a week without work", "S3", 'weekend = ["friday", "saturday"]', 'weekend = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]', "no-working-day", "calendar.weekend"),
    Broken("Ramadan hours that end first", "S3", 'ramadan_closes = "14:00"', 'ramadan_closes = "08:00"', "half-a-day", "calendar.ramadan_opens", "ramadan_opens"),
    Broken("repeated before the plan", "S3", "repeat_after_days = 60", "repeat_after_days = 10", "repeat-before-plan", "clocks.repeat_after_days"),
    Broken("repeated without days of grace", "S3", "repeat_after_days = 60\n", "", "repeat-without-clock", "clocks.repeat_after_days", "[clocks]"),
    Broken("a miss that excludes at once", "S2", 'first_consequence = "retraining"', 'first_consequence = "exclusion"', "miss-without-training", "observing.first_consequence"),
    Broken("public pages without Arabic", "S4", 'public = ["ar", "en", ', 'public = ["en", ', "arabic-missing", "languages.public", 'public = ["en"'),
    Broken("a sector that begins twice", "S3", 'sectors = ["education",', 'sectors = ["health",', "sector-in-two-phases", "phases[1].sectors", 'sectors = ["health",'),
    Broken("classes told apart by their last day", "S1", "term_months = 6\n\n[eligibility]", "term_months = 12\n\n[eligibility]", "terms-differ", "shoppers.classes[1].term_months", "term_months = 12"),
    Broken("what was not visited is hidden", "S3", "publish_coverage = true", "publish_coverage = false", "coverage-hidden", "results.publish_coverage"),
    Broken("own words without forms", "S3", 'preset = "secret-shopper"', 'preset = "own"\nman_the = "المراقب"', "word-form-missing", "words.shopper.two_a", "[words.shopper]"),
    Broken("a word that reads as an agent", "S3", 'preset = "secret-shopper"', 'preset = "secret-shopper"\nman_the = "العَميل السرّي"', "reads-as-agent", "words.shopper.man_the", "العَميل"),
)  # fmt: skip
