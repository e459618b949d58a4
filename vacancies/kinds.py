"""The registry of unit features: one line here and one column on Unit adds a feature everywhere."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class FeatureSpec:
    """code is used in URLs and wishes, field is the nullable boolean on Unit (None: not known)."""

    code: str
    field: str
    label: str | Promise
    icon: str


FEATURES: tuple[FeatureSpec, ...] = (
    FeatureSpec("water", "has_water", _("Water"), "droplet"),
    FeatureSpec("wc", "has_wc", _("Toilet"), "wc"),
    FeatureSpec("heating", "has_heating", _("Heating"), "flame"),
    FeatureSpec("kitchen", "has_kitchen", _("Kitchen"), "kitchen"),
    FeatureSpec("step_free", "is_step_free", _("Step-free entrance"), "step-free"),
    FeatureSpec("storage", "has_storage", _("Storage room"), "box"),
    FeatureSpec("sound", "is_sound_tolerant", _("Sound-tolerant"), "music"),
    FeatureSpec("power", "has_strong_power", _("Strong power (380 V)"), "bolt"),
)
FEATURE_BY_CODE: dict[str, FeatureSpec] = {feature.code: feature for feature in FEATURES}
