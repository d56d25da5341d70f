"""What the desk reads of the library: documents, their versions and articles."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from basira.core.imports.names import matching_key
from basira.core.kernel.standards import StandardKind
from basira.programme.standards.models import Article, StandardVersion

MOST_SHOWN = 200
"""Documents of one list; a search finds the others."""


@dataclass(frozen=True, slots=True)
class StandardCard:
    """One version of a document. `is_newest` tells that none of the same code came after it."""

    ref: str
    kind: StandardKind
    code: str
    version: str
    title_ar: str
    title_en: str
    entity_ref: str
    entity_name_ar: str
    entity_name_en: str
    articles: int
    is_newest: bool


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """One article with the document it stands in."""

    ref: str
    number: str
    text_ar: str
    text_en: str
    kind: StandardKind
    title_ar: str
    title_en: str
    version: str


def standard_cards(*, search: str = "", kind: str = "") -> tuple[StandardCard, ...]:
    """Return the versions whose code, titles or articles hold `search`, by code, the newest first. Two queries."""
    found = StandardVersion.objects.all()
    if kind in set(StandardKind):
        found = found.filter(kind=kind)
    if search:
        key = matching_key(search)
        own = Q(code__icontains=search)
        articles = Article.objects.filter(search_key__contains=key).values("version_id") if key else []
        found = found.filter(own | Q(pk__in=articles))
    rows = list(found.select_related("entity").annotate(count=Count("articles")).order_by("code", "-pk")[:MOST_SHOWN])
    newest = newest_versions({row.code for row in rows})
    return tuple(standard_card(row, row.pk in newest) for row in rows)


def newest_versions(codes: Collection[str] | None = None) -> frozenset[int]:
    """Return the newest version of each document: the one that was brought in last."""
    rows = StandardVersion.objects.all() if codes is None else StandardVersion.objects.filter(code__in=codes)
    return frozenset(rows.order_by("code", "-pk").distinct("code").values_list("pk", flat=True))


def standard_card(row: StandardVersion, is_newest: bool) -> StandardCard:
    """Return a version as a card."""
    count = getattr(row, "count", None)
    return StandardCard(
        row.ref,
        StandardKind(row.kind),
        row.code,
        row.version,
        row.title_ar,
        row.title_en,
        row.entity.ref if row.entity else "",
        row.entity.name_ar if row.entity else "",
        row.entity.name_en if row.entity else "",
        row.articles.count() if count is None else count,
        is_newest,
    )


def standard_page(ref: str) -> tuple[StandardCard, tuple[ArticleCard, ...], tuple[StandardCard, ...]] | None:
    """Return a version, its articles, and the other versions of the same document; None when there is no such version."""
    row = StandardVersion.objects.select_related("entity").filter(ref=ref).first()
    if row is None:
        return None
    newest = newest_versions({row.code})
    others = StandardVersion.objects.select_related("entity").filter(code=row.code).exclude(pk=row.pk).order_by("-pk")
    articles = tuple(article_card(one) for one in row.articles.select_related("version").order_by("place"))
    return standard_card(row, row.pk in newest), articles, tuple(standard_card(one, one.pk in newest) for one in others)


def article_card(row: Article) -> ArticleCard:
    """Return an article as a card."""
    of = row.version
    return ArticleCard(
        row.ref, row.number, row.text_ar, row.text_en, StandardKind(of.kind), of.title_ar, of.title_en, of.version
    )


def articles_for(entity_ref: str) -> tuple[ArticleCard, ...]:
    """Return the articles that a finding about a body may touch: of the newest versions, general or the body's own."""
    rows = Article.objects.filter(version_id__in=newest_versions()).filter(
        Q(version__entity=None) | Q(version__entity__ref=entity_ref)
    )
    return tuple(article_card(row) for row in rows.select_related("version").order_by("version__code", "place"))


def articles_by_ref(refs: Collection[str]) -> dict[str, ArticleCard]:
    """Return articles by ref, of whatever version; refs that are none are left out."""
    rows = Article.objects.filter(ref__in=refs).select_related("version")
    return {row.ref: article_card(row) for row in rows}
