"""The demo's questionnaire: five dimensions, eighteen criteria, as the loader also writes it into an XLSForm."""

# ruff: noqa: E501  a table reads best one line a row

from decimal import Decimal

from basira.core.kernel.registry import Channel
from basira.core.simulation.plan import TRIED, CriterionPlan, DimensionPlan

DIMENSIONS = (
    DimensionPlan("access", "سهولة الوصول", "Ease of access"),
    DimensionPlan("courtesy", "حسن الاستقبال والتعامل", "Welcome and courtesy"),
    DimensionPlan("accuracy", "صحة المعلومات ووضوحها", "Correct and clear information"),
    DimensionPlan("time", "الوقت والانتظار", "Time and waiting"),
    DimensionPlan("premises", "المكان والمرافق", "Premises and facilities"),
)

COUNTER = (Channel.COUNTER,)
SPOKEN = (Channel.COUNTER, Channel.PHONE)

TABLE = (
    # code, dimension, Arabic, English, weight, steps, difficulty, channels, critical, chance of N/A
    ("found_at_once", "access", "كان العنوان أو الرقم أو الرابط المعلن صحيحًا", "The published address, number or link was right", "2", 1, -1.4, TRIED, False, 0.0),
    ("hours_kept", "access", "كانت الخدمة متاحة في أوقات العمل المعلنة", "The service was open in the published hours", "2", 1, -1.6, TRIED, True, 0.0),
    ("signs_clear", "access", "كانت اللوحات أو الخطوات الإرشادية واضحة", "Signs or steps showed the way clearly", "1", 2, -0.6, TRIED, False, 0.0),
    ("access_for_all", "access", "يمكن لأصحاب الهمم وكبار السن الوصول دون مساعدة", "People with disabilities and the elderly get there without help", "2", 2, 0.2, COUNTER, False, 0.05),
    ("greeted", "courtesy", "بادر الموظف بالتحية", "The clerk greeted first", "1", 1, -0.8, SPOKEN, False, 0.0),
    ("listened", "courtesy", "أصغى الموظف دون مقاطعة", "The clerk listened without interrupting", "2", 2, -0.9, SPOKEN, False, 0.0),
    ("respect", "courtesy", "كانت لغة الموظف محترمة طوال الوقت", "The clerk was respectful throughout", "3", 1, -1.8, SPOKEN, True, 0.0),
    ("closed_well", "courtesy", "ختم الموظف بالتأكد من اكتمال الطلب", "The clerk ended by checking that nothing was missing", "1", 2, 0.5, SPOKEN, False, 0.0),
    ("documents_right", "accuracy", "كانت قائمة المستندات المطلوبة صحيحة وكاملة", "The list of documents was right and complete", "3", 2, -0.4, TRIED, False, 0.0),
    ("fee_right", "accuracy", "كانت الرسوم المذكورة مطابقة للمعلن", "The fee stated was the published one", "3", 1, -0.9, TRIED, True, 0.06),
    ("duration_told", "accuracy", "أُبلغ المتعامل بمدة إنجاز المعاملة", "The customer was told how long it takes", "2", 1, 0.3, TRIED, False, 0.0),
    ("next_step", "accuracy", "شُرحت الخطوة التالية بوضوح", "The next step was explained clearly", "2", 2, -0.2, TRIED, False, 0.0),
    ("wait_within_limit", "time", "لم يتجاوز الانتظار الحد المعلن", "The wait stayed within the published limit", "3", 1, 0.1, TRIED, False, 0.0),
    ("queue_fair", "time", "كان الدور منظمًا وعادلًا", "The queue was orderly and fair", "2", 2, -0.7, SPOKEN, False, 0.04),
    ("done_in_one", "time", "أُنجز المطلوب من المرة الأولى", "It was done at the first attempt", "3", 1, 0.2, TRIED, False, 0.0),
    ("clean", "premises", "كان المكان نظيفًا", "The place was clean", "1", 2, -1.2, COUNTER, False, 0.0),
    ("seats", "premises", "توفرت مقاعد كافية للانتظار", "There were enough seats", "1", 2, -0.3, COUNTER, False, 0.0),
    ("privacy", "premises", "أمكن التحدث عند النافذة بخصوصية", "One could speak at the window in private", "2", 2, 0.6, COUNTER, False, 0.0),
)  # fmt: skip

CRITERIA = tuple(
    CriterionPlan(
        code=code,
        dimension=dimension,
        label_ar=arabic,
        label_en=english,
        weight=Decimal(weight),
        steps=steps,
        difficulty=difficulty,
        channels=channels,
        critical=critical,
        rarely_applies=chance,
    )
    for code, dimension, arabic, english, weight, steps, difficulty, channels, critical, chance in TABLE
)
