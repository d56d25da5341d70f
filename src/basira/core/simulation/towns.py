"""
Real towns for the simulated programme: names and points, rounded to two decimals (about a kilometre).

Town names and points: Who's On First / GeoNames, CC BY 4.0. Some spellings follow common usage.
"""

from decimal import Decimal

from basira.core.simulation.plan import Town

ATTRIBUTION = "Town names and points: Who's On First / GeoNames, CC BY 4.0"
ATTRIBUTION_AR = "أسماء المدن ومواقعها: Who's On First / GeoNames، بترخيص CC BY 4.0"

REGIONS = {
    "AUH": ("أبوظبي", "Abu Dhabi"),
    "DXB": ("دبي", "Dubai"),
    "SHJ": ("الشارقة", "Sharjah"),
    "AJM": ("عجمان", "Ajman"),
    "UAQ": ("أم القيوين", "Umm Al Quwain"),
    "RAK": ("رأس الخيمة", "Ras Al Khaimah"),
    "FUJ": ("الفجيرة", "Fujairah"),
}

TABLE = (
    ("abu-dhabi", "أبوظبي", "Abu Dhabi", "AUH", "24.38", "54.58"),
    ("al-ain", "العين", "Al Ain", "AUH", "24.16", "55.75"),
    ("madinat-zayed", "مدينة زايد", "Madinat Zayed", "AUH", "23.64", "53.74"),
    ("ruwais", "الرويس", "Ruwais", "AUH", "24.10", "52.74"),
    ("mirfa", "المرفأ", "Al Mirfa", "AUH", "24.07", "53.45"),
    ("ghayathi", "غياثي", "Ghayathi", "AUH", "23.87", "52.81"),
    ("sila", "السلع", "As Sila", "AUH", "24.07", "51.76"),
    ("dubai", "دبي", "Dubai", "DXB", "25.13", "55.32"),
    ("jebel-ali", "جبل علي", "Jebel Ali", "DXB", "24.93", "55.06"),
    ("hatta", "حتا", "Hatta", "DXB", "24.80", "56.12"),
    ("sharjah", "الشارقة", "Sharjah", "SHJ", "25.31", "55.52"),
    ("dhaid", "الذيد", "Al Dhaid", "SHJ", "25.25", "55.92"),
    ("khor-fakkan", "خورفكان", "Khor Fakkan", "SHJ", "25.35", "56.33"),
    ("kalba", "كلباء", "Kalba", "SHJ", "25.04", "56.36"),
    ("dibba-hisn", "دبا الحصن", "Dibba Al Hisn", "SHJ", "25.62", "56.27"),
    ("madam", "المدام", "Al Madam", "SHJ", "24.89", "55.75"),
    ("hamriyah", "الحمرية", "Al Hamriyah", "SHJ", "25.46", "55.55"),
    ("ajman", "عجمان", "Ajman", "AJM", "25.40", "55.52"),
    ("manama", "المنامة", "Al Manama", "AJM", "25.32", "55.99"),
    ("masfut", "مصفوت", "Masfut", "AJM", "24.81", "56.11"),
    ("umm-al-quwain", "أم القيوين", "Umm Al Quwain", "UAQ", "25.52", "55.58"),
    ("falaj-al-mualla", "فلج المعلا", "Falaj Al Mualla", "UAQ", "25.35", "55.85"),
    ("ras-al-khaimah", "رأس الخيمة", "Ras Al Khaimah", "RAK", "25.73", "55.97"),
    ("jazirah-hamra", "الجزيرة الحمراء", "Al Jazirah Al Hamra", "RAK", "25.71", "55.81"),
    ("shaam", "شعم", "Sha'am", "RAK", "26.03", "56.09"),
    ("fujairah", "الفجيرة", "Fujairah", "FUJ", "25.16", "56.34"),
    ("dibba-fujairah", "دبا الفجيرة", "Dibba Al Fujairah", "FUJ", "25.59", "56.26"),
    ("masafi", "مسافي", "Masafi", "FUJ", "25.30", "56.17"),
)

TOWNS = tuple(
    Town(code, name_ar, name_en, *REGIONS[region], Decimal(latitude), Decimal(longitude))
    for code, name_ar, name_en, region, latitude, longitude in TABLE
)
