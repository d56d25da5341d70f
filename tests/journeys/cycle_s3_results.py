"""The end of a cycle of S3: review, scores, a recommendation, the body's reply and plan, the covert repeat, the publication."""

import json
import re
from datetime import timedelta

from tests.journeys.cycle_s3_crowd import LOOK_AFTER_PLANS, READY, SIGNED_LONG_AGO
from tests.journeys.cycle_s3_field import NUMBER, accept, filled, give_numbers, open_cycle, phone_of
from tests.journeys.hand import Hand, today, words_in
from tests.journeys.running import Running, as_programmer
from tests.journeys.test_corrective_plan import PDF

BODY = "بلدية الشمال"
FOUND = "يُحيّا المتعامل عند بدء الخدمة"
RULE = "يقف موظف عند المدخل يحيّي الداخلين."


def ref_in(path: str) -> str:
    return path.rstrip("/").rsplit("/", 1)[1]


def scored(people: dict[str, Hand], cycle: str) -> str:
    """End the field work and the review, and have the scores run; return the address of the results."""
    results = cycle.replace("/cycles/", "/results/")
    for action, who in (("/move", "salma"), ("/move", "salma"), ("/score", "noura")):
        people[who].open(results)
        people[who].send(action)
    return results


def recommended(people: dict[str, Hand], results: str) -> None:
    """Write a finding about the greeting at the bench with a recommendation; a second person confirms; the bodies are informed."""
    salma, noura = people["salma"], people["noura"]
    noura.open(f"{results}bodies/")
    noura.look("bodies")
    noura.open(noura.link_of(BODY))
    noura.look("body")
    bench = str(noura.page.locator("main a[href*='/bench/']").first.evaluate("each => each.pathname"))
    noura.open(bench)
    noura.look("bench")
    page = noura.page
    noura.press(f"main tr:has-text('{FOUND}') a[href*='/write']")
    for name in ("wording", "severity"):
        page.locator(f"[name={name}]").first.check()
    page.select_option("[name=topic]", "manners")
    noura.look("finding")
    noura.send()
    noura.press("main a[href*='/recommend']")
    said = {
        "text_ar": RULE, "text_en": "Somebody stands at the door and greets who comes in.",
        "owner_ar": "خدمة المتعاملين", "owner_en": "Customer service", "effect": "20",
        "due_on": str(today() + timedelta(days=60)),
    }  # fmt: skip
    for name, value in said.items():
        page.fill(f"[name={name}]", value)
    for name in ("unit", "effort"):
        page.locator(f"[name={name}]").first.check()
    noura.look("recommend")
    noura.send()
    salma.open(bench)
    assert RULE in salma.says()
    salma.press("main form[action$='/confirm'] button")
    salma.open(f"{results}bodies/")
    salma.send("/inform")


def answered(liaison: Hand) -> str:
    """Read the recommendation and the finding as the body, accept it, and return where it stands."""
    liaison.open("/portal/")
    liaison.look("letter")
    liaison.open(liaison.link_of(FOUND))
    liaison.look("finding")
    assert RULE in liaison.says()
    path = liaison.at()
    liaison.page.check("input[name=answer][value=accepted]")
    liaison.send("/answer")
    liaison.look("answered")
    return path


def plan_signed(people: dict[str, Hand], finding: str) -> str:
    """Ask for a plan; the body proposes, does and declares it, its head signs it off from another account."""
    salma, noura, liaison, head = (people[name] for name in ("salma", "noura", "liaison", "head"))
    salma.open("/console/plans/rules/")
    salma.open(f"/console/plans/open/{ref_in(finding)}/")
    salma.page.fill("[name=words]", "نطلب خطة: الترحيب أول ما يلقاه الناس.")
    salma.send()
    plan = salma.at()
    own = plan.replace("/console/", "/portal/")
    liaison.open(own)
    for name, value in (("what", RULE), ("post", "مدير خدمة المتعاملين"), ("due_on", working_day(liaison))):
        liaison.page.fill(f"[name=form-0-{name}]", value)
    liaison.send("/propose")
    noura.open(plan)
    noura.send("/agree")
    liaison.open(own)
    liaison.press("main form[action*='/steps/'] button")
    liaison.page.set_input_files("input[name=attached]", PDF)
    liaison.send("/declare")
    liaison.look("declared")
    assert liaison.page.locator("form[action$='/sign']").count() == 0
    head.open(own)
    head.send("/sign")
    head.look("signed")
    return plan


def working_day(liaison: Hand) -> str:
    """Return a day on which a step may be due."""
    day = today() + timedelta(days=14)
    while day.weekday() in (4, 5):  # the weekend of S3
        day += timedelta(days=1)
    return str(day)


def repeated(running: Running, people: dict[str, Hand], plan: str, phone: Hand) -> None:
    """Refuse a repeat before its time; then order it, visit as whom the vault draws, and tell the body with its whole cycle."""
    salma, huda, noura, liaison = (people[name] for name in ("salma", "huda", "noura", "liaison"))
    salma.open(plan)
    assert salma.page.locator("form[action$='/repeat']").count() == 0
    owner = json.loads((running.data / "run" / "addresses.json").read_text())["owner"]
    cycle = open_cycle(salma, "الثانية", "2", (0, 40))
    give_numbers(huda, cycle, 50)
    facts = {"cycle": ref_in(cycle), "owner": owner, "plan": ref_in(plan), "days": 61}
    as_programmer(running, (READY + SIGNED_LONG_AGO).format(**facts))
    salma.open(plan)
    salma.look("repeat-due")
    page, day = salma.page, today()
    page.select_option("[name=scenario]", index=1)
    page.fill("[name=first_day]", str(day))
    page.fill("[name=last_day]", str(day + timedelta(days=20)))
    salma.send("/repeat")
    salma.look("repeat-ordered")
    liaison.open(plan.replace("/console/", "/portal/"))
    unseen = liaison.says()
    salma.open(salma.links("/console/missions/")[0])
    number = NUMBER.findall(salma.says())[0]
    for state in ("offered", "accepted"):
        salma.press(f"form button[name=to][value={state}]")
    huda.open(f"{cycle.replace('/cycles/', '/panel/cycles/')}?q={number}")
    phone_of(huda, phone, huda.links("/console/panel/numbers/")[0])
    phone.page.locator("a.notes-next").click()
    filled(phone)
    accept(noura, number, 1)
    liaison.open(plan.replace("/console/", "/portal/"))
    assert liaison.says() == unseen  # no body reads of a repeat before all of its cycle are told
    as_programmer(running, LOOK_AFTER_PLANS)
    salma.open(cycle.replace("/cycles/", "/results/"))
    salma.send("/move")
    salma.open("/console/plans/")
    salma.look("judged")
    salma.send(f"/verdicts/{ref_in(cycle)}")
    liaison.open(plan.replace("/console/", "/portal/"))
    liaison.look("verified")
    assert "عولج وتُحقِّق منه" in liaison.says() and number not in liaison.says()


def published(people: dict[str, Hand], results: str, citizen: Hand) -> None:
    """Two publishers approve; the public reads of sectors with enough visits, and of the others that they were too few, or none."""
    noura, majid, sara = people["noura"], people["majid"], people["sara"]
    noura.open(f"{results}release/")
    noura.look("release")
    noura.send("/prepare")
    for publisher in (majid, sara):
        publisher.open(f"{results}release/")
        publisher.send("/approve")
    sara.look("approved")
    sara.send("/publish")
    citizen.open("/")
    citizen.look("public")
    said = words_in(citizen.says())
    assert "الدورة الأولى" in said and re.search(r"البلديات \d+ ?والأرجح من", said)
    for sector in ("الصحة", "الشؤون الاجتماعية"):
        assert f"{sector} غير معروض: الزيارات قليلة" in said
    assert "العدل لم يُزر في هذه الدورة" in said
