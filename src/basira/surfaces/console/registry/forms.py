"""What people type into the registry."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.registry import Channel, EntityKind, SiteType
from basira.programme.registry import queries
from basira.programme.registry.verbs import CentreFacts
from basira.surfaces.console.code_field import CodeField
from basira.surfaces.console.lists import ListForm
from basira.surfaces.console.registry.labels import CHANNELS, ENTITY_KINDS, SITE_TYPES


class SectorForm(forms.Form):
    """A new sector."""

    code = CodeField(label=_("Code"), max_length=40, help_text=_("Short Latin letters, such as health."))
    name_ar = forms.CharField(label=_("Arabic name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200)


class EntityForm(forms.Form):
    """A new entity; sectors are offered as they are in the registry."""

    code = CodeField(label=_("Code"), max_length=60, help_text=_("Short Latin letters, such as moh."))
    name_ar = forms.CharField(label=_("Arabic name"), max_length=300)
    name_en = forms.CharField(label=_("English name"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind of body"), choices=[(str(kind), ENTITY_KINDS[kind]) for kind in EntityKind])
    sector = forms.ChoiceField(label=_("Sector"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sectors = [(card.code, f"{card.name_ar} · {card.name_en}") for card in queries.sector_cards()]
        field = self.fields["sector"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = sectors


class CentreForm(forms.Form):
    """What is said of a centre."""

    name_ar = forms.CharField(label=_("Arabic name"), max_length=300)
    name_en = forms.CharField(label=_("English name"), max_length=300)
    region_ar = forms.CharField(label=_("Region, in Arabic"), max_length=120, required=False)
    region_en = forms.CharField(label=_("Region, in English"), max_length=120, required=False)
    town_ar = forms.CharField(label=_("Town, in Arabic"), max_length=120, required=False)
    town_en = forms.CharField(label=_("Town, in English"), max_length=120, required=False)
    site_type = forms.ChoiceField(
        label=_("Type of site"), choices=[(str(kind), SITE_TYPES[kind]) for kind in SiteType], initial=SiteType.OFFICE
    )
    latitude = forms.DecimalField(
        label=_("Latitude"),
        max_digits=9,
        decimal_places=6,
        required=False,
        help_text=_("Decimal degrees, such as 24.7136."),
    )
    longitude = forms.DecimalField(label=_("Longitude"), max_digits=9, decimal_places=6, required=False)
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        choices=[(str(channel), CHANNELS[channel]) for channel in Channel],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_active = forms.BooleanField(label=_("Open for visits"), required=False, initial=True)

    def facts(self) -> CentreFacts:
        """Return what a valid form says."""
        said = dict(self.cleaned_data)
        said.pop("code", None)
        said["site_type"] = SiteType(said["site_type"])
        said["channels"] = tuple(Channel(channel) for channel in said["channels"])
        return CentreFacts(**said)


class NewCentreForm(CentreForm):
    """A new centre says its code too; the code never changes afterwards."""

    code = forms.CharField(label=_("Code"), max_length=40)
    field_order = ["code"]


class CentresFileForm(ListForm):
    """A list of centres, with what the file does not say of itself."""

    example = "name_ar=Office"

    entity = forms.CharField(
        label=_("Body of rows that name none"),
        max_length=300,
        required=False,
        help_text=_("Its code, or: Arabic name / English name"),
    )
    sector = forms.CharField(
        label=_("Sector of new bodies"),
        max_length=200,
        required=False,
        help_text=_("Its code, or: Arabic name / English name"),
    )
    field_order = ["file", "mapping", "entity", "sector", "encoding"]
