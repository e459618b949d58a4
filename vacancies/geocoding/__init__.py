"""Finding the place of an address. A geocoder is a function: address text → places, best first; none where it knows none.

The gazetteer that the town loaded is asked first, and it is the only one unless the town set another (SKATLOGS_GEOCODER_URL).
"""

from vacancies.geocoding.offline import known_place, known_places
from vacancies.geocoding.online import ask_online
from vacancies.geocoding.place import Place, Quality

__all__ = ["Place", "Quality", "geocode", "known_place"]


def geocode(text: str) -> list[Place]:
    """For a person to choose from. What another server answered is never stored as known."""
    found = known_places(text)
    if any(place.quality is Quality.EXACT for place in found):
        return found
    return [*ask_online(text), *found]
