"""Money, areas and other numbers as people write them in the language of the page. Everything that is shown is written here."""

from decimal import Decimal
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import get_language

NARROW = "\u00a0"  # a space at which a line may not break


def euros(cents: int | None) -> str:
    """Integer cents as `12,50 €`, in English `€12.50`; nothing for None."""
    if cents is None:
        return ""
    amount = number_format(Decimal(abs(cents)) / 100, decimal_pos=2, force_grouping=True)
    sign = "−" if cents < 0 else ""
    is_before = (get_language() or "lv").split("-")[0] not in {"lv", "de"}
    return f"{sign}€{amount}" if is_before else f"{sign}{amount}{NARROW}€"


def m2(area: Decimal | float | int | None) -> str:
    """Square metres: `46 m²`, `46,5 m²`."""
    return f"{plain_number(area)}{NARROW}m²" if area is not None else ""


def metres(length: Decimal | float | int | None) -> str:
    return f"{plain_number(length)}{NARROW}m" if length is not None else ""


def plain_number(value: Decimal | float | int) -> str:
    """A number in the language's own marks, without useless noughts after the comma."""
    return _number_in(get_language(), value)


@lru_cache(maxsize=4096)
def _number_in(_active: str | None, value: Decimal | float | int) -> str:
    exact = Decimal(str(value)).quantize(Decimal("0.01")).normalize()
    places = max(0, -int(exact.as_tuple().exponent))
    return number_format(exact, decimal_pos=places, force_grouping=True)
