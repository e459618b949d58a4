"""The many whom only a call brings: invented people with one idea each."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils.text import slugify

from popups.demo.call_words import DESCRIPTIONS, FIRST_NAMES, IDEAS, LAST_NAMES
from popups.demo.cast import Cast
from popups.demo.people import Person
from popups.kinds import ApplicantKind
from popups.models import User
from vacancies.choices import Activity
from vacancies.latvian import fold

K, A = ApplicantKind, Activity
KINDS = (K.MAKER, K.MAKER, K.NGO, K.MAKER, K.WORKSHOP_HOST, K.MAKER, K.MUSICIAN, K.MAKER)
ACTIVITIES = {K.MAKER: A.CRAFTS, K.NGO: A.MEETING, K.MUSICIAN: A.MUSIC, K.WORKSHOP_HOST: A.WORKSHOP}


def crowd(count: int) -> list[Person]:
    """No two with the same name; the same every time."""
    people = []
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        first, last = FIRST_NAMES[number % len(FIRST_NAMES)], LAST_NAMES[(number * 7 + number // len(FIRST_NAMES)) % len(LAST_NAMES)]
        title, answer = IDEAS[kind][number // 3 % len(IDEAS[kind])]
        people.append(Person(f"crowd:{number}", kind, f"{title} ({last})", f"{first} {last}", title, ACTIVITIES[kind],
                             f"{answer}. {DESCRIPTIONS[number % len(DESCRIPTIONS)]}", answer, ("lv", "lv", "lv", "en", "de")[number % 5]))
    return people


def user_of(cast: Cast, person: Person, day: int) -> User:
    """Signs in by a code, so there is no password."""
    first, _space, last = person.contact.partition(" ")
    number = person.code.rpartition(":")[2]
    user = User(email=f"{slugify(fold(person.contact)).replace('-', '.')}.{number}@example.org", first_name=first, last_name=last,
                language=person.language, date_joined=cast.chronicle.moment(day))
    user.password = f"{UNUSABLE_PASSWORD_PREFIX}demonstration"
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
