"""The demo's training: certificates by channel, a small bank, a course, an example and the pledge; all but a few are through."""

from datetime import datetime, timedelta

from basira.core.kernel.actor import OPERATOR, Actor, ActorKind
from basira.core.kernel.lifecycles import WaveState
from basira.core.kernel.registry import Channel
from basira.core.kernel.training import CourseKind
from basira.core.training.bank import Option
from basira.programme.panel import queries as panel
from basira.programme.training import queries
from basira.programme.training.gate import Demand
from basira.programme.training.verbs import learning
from basira.programme.training.verbs import preparing as verbs
from basira.programme.training.verbs.preparing import Both, ExampleItem
from basira.programme.waves import queries as waves

UNTRAINED = slice(42, 46)
"""Numbers of the running cycle, in their order, who are still to be trained, so that the way there can be tried."""

CERTIFICATES = {
    Channel.COUNTER: Both("زيارة عند النافذة", "Visits at the counter"),
    Channel.PHONE: Both("مكالمة هاتفية", "Phone calls"),
    Channel.WEBSITE: Both("تجربة رقمية", "Digital experiences"),
    Channel.APP: Both("تجربة تطبيق", "Apps"),
    Channel.EVENT: Both("زيارة فعالية", "Events"),
    Channel.OUTSOURCED: Both("زيارة مركز لدى متعهد", "Outsourced centres"),
}
COVER, FACTS, SAFETY = (
    Both("الغطاء", "Cover"), Both("الحقائق", "Facts"), Both("السلامة", "Safety"),
)  # fmt: skip
QUESTIONS = (
    (COVER, "يسألك موظف لماذا تكتب في هاتفك. ماذا تقول؟",
     "A clerk asks why you write on your phone. What do you say?",
     (("*قائمة مشترياتي", "*My shopping list"),
      ("أقيّم هذا المركز", "I rate this centre"),
      ("لا شأن لك", "Mind your own business"))),
    (COVER, "صديق يعمل في المركز الذي أُسندت إليك زيارته. ماذا تفعل؟",
     "A friend works at the centre that you are to visit. What do you do?",
     (("*أعيد المهمة", "*Hand the mission back"),
      ("أزوره في يوم إجازته", "Go on his day off"),
      ("أطلب منه السكوت", "Ask him to keep quiet"))),
    (FACTS, "متى تكتب مدة الانتظار؟",
     "When do you write down how long you waited?",
     (("*لحظة بلحظة أو بعد الخروج مباشرة", "*As it happens, or right after leaving"),
      ("في المساء", "In the evening"),
      ("آخر الأسبوع", "At the end of the week"))),
    (FACTS, "ماذا تكتب في الملاحظة؟ اختر كل ما هو صحيح.",
     "What belongs in a note? Choose all that are right.",
     (("*ما رأيته", "*What I saw"),
      ("*ما سمعته", "*What I heard"),
      ("ما أظنه في نفس الموظف", "What I think the clerk felt"),
      ("اسم الموظف", "The clerk's name"))),
    (SAFETY, "تشعر بأن أحدًا عرفك. ماذا تفعل أولًا؟",
     "You feel that somebody knows who you are. What do you do first?",
     (("*أخرج بهدوء", "*Leave quietly"),
      ("أكمل المهمة", "Finish the mission"),
      ("أعرّف بنفسي", "Say who I am"))),
    (SAFETY, "أين لا تُلتقط الصور أبدًا؟",
     "Where are photos never taken?",
     (("*حيث تمنعها قواعد الموقع", "*Where the rules of the site forbid it"),
      ("في الشارع", "In the street"),
      ("لا مكان كذلك", "There is no such place"))),
)  # fmt: skip
PLEDGE = Both(
    "أتعهد بالحياد في الملاحظة وبالإخلاص في الغاية، وبالسرية التامة، وبأن أكتب ما رأيته كما كان، وأن أنبّه إلى كل ما يمنعني من "
    "أداء مهمتي.",
    "I undertake to be neutral in observing and loyal in purpose, to keep full secrecy, to write what I saw as it was, and to warn of "
    "anything that keeps me from my task.",
)
PLEDGE_ALSO = {
    "ur": "میں عہد کرتا/کرتی ہوں کہ مشاہدے میں غیر جانب دار اور مقصد میں مخلص رہوں، مکمل رازداری برتوں، جو دیکھا وہی جوں کا توں لکھوں، "
    "اور جو چیز مجھے میرے کام سے روکے اس سے آگاہ کروں۔"
}
READ = Both("اقرأ «قواعد العمل» في دعوة الورشة.", "Read “How we work” in the invitation to the workshop.")
STORY = Both(
    "دخلتَ في التاسعة، ورحّب بك موظف الاستقبال دون أن يرفع رأسه. انتظرت ثماني دقائق، وعرفت الرسوم والمستندات كاملة، لكن المدة لم تُذكر.",
    "You came in at nine and the clerk greeted you without looking up. You waited eight minutes, heard the fee and every document, but "
    "nobody told how long it takes.",
)
ITEMS = (
    ExampleItem(Both("رُحّب بي", "I was greeted"), 0, 2, 1),
    ExampleItem(Both("وضوح المعلومات", "How clear the information was"), 1, 5, 4),
    ExampleItem(Both("ذُكرت المدة", "The time was told"), 0, 1, 0),
)


def load_training(at: datetime) -> None:
    """Prepare training, certify the running cycle but for a few, have them sign, and demand both from now on."""
    certificates = [
        verbs.open_qualification(
            plan=verbs.QualificationPlan(name, channel=str(channel), questions=4, pass_mark=75, minutes=10),
            by=OPERATOR,
            at=at,
        )
        for channel, name in CERTIFICATES.items()
    ]
    for topic, arabic, english, options in QUESTIONS:
        verbs.write_question(plan=question(topic, Both(arabic, english), options), by=OPERATOR, at=at)
    verbs.write_example(plan=example(certificates[0]), by=OPERATOR, at=at)
    verbs.publish_pledge(text=PLEDGE, others=PLEDGE_ALSO, by=OPERATOR, at=at)
    course = verbs.write_course(plan=workshop(certificates[0], at), by=OPERATOR, at=at)[0]
    wave = next((wave for wave in waves.wave_cards() if wave.state is WaveState.IN_FIELD), None)
    if wave:
        numbers = [card.ref for card in panel.number_cards(wave.ref)]
        verbs.invite(course=course, numbers=numbers[UNTRAINED], by=OPERATOR, at=at)
        del numbers[UNTRAINED]
        certify(numbers, certificates, at)
    verbs.set_demand(demand=Demand(certificate=True, pledge=True), by=OPERATOR, at=at)


def certify(numbers: list[str], certificates: list[str], at: datetime) -> None:
    """Give numbers every certificate, and have each of them sign the pledge."""
    for certificate in certificates:
        verbs.recognise(qualification=certificate, numbers=numbers, by=OPERATOR, at=at)
    pledge = queries.pledge_now()
    for number in numbers if pledge else ():
        shopper = Actor(ActorKind.SHOPPER, number)
        learning.sign_pledge(pledge=pledge.ref if pledge else "", language="ar", by=shopper, at=at)


def question(topic: Both, text: Both, options: tuple[tuple[str, str], ...]) -> verbs.QuestionPlan:
    """Return a question; a star before an option says that it is right."""
    made = tuple(
        Option(arabic.removeprefix("*"), english.removeprefix("*"), english.startswith("*"))
        for arabic, english in options
    )
    several = sum(option.is_right for option in made) > 1
    return verbs.QuestionPlan(topic, text, made, READ, is_multiple=several)


def example(certificate: str) -> verbs.ExamplePlan:
    """Return the example that everybody marks."""
    return verbs.ExamplePlan(certificate, Both("صباح هادئ", "A quiet morning"), STORY, ITEMS)


def workshop(certificate: str, at: datetime) -> verbs.CoursePlan:
    """Return a workshop of three days from now."""
    starts = at + timedelta(days=3)
    return verbs.CoursePlan(
        CourseKind.WORKSHOP,
        Both("كيف نعمل", "How we work"),
        Both(
            "الغطاء: لا تقل من أنت.\nالحقائق: اكتب ما رأيت.\nالسلامة: اخرج متى شئت.",
            "Cover: never say who you are.\nFacts: write what you saw.\nSafety: leave whenever you want.",
        ),
        Both("قاعة التدريب", "Training room"),
        starts,
        starts + timedelta(hours=3),
        certificate,
    )
