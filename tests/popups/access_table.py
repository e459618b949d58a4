"""Who may open what: one line per address, to be read and reviewed by a person.

`audience` names the roles for whom the address exists. To everybody else signed in it is a 404, and to the signed-out
it is the door to sign in. test_access_matrix.py tries every line with every role and fails for an address without a line.
"""

from dataclasses import dataclass

from vacancies.choices import Role

ANONYMOUS, APPLICANT, OTHER = "anonymous", "applicant", "other applicant"
OFFICER, REVIEWER, SURVEYOR = Role.OFFICER.value, Role.REVIEWER.value, Role.SURVEYOR.value
EVERY_ROLE = (ANONYMOUS, APPLICANT, OTHER, OFFICER, REVIEWER, SURVEYOR)

EVERYBODY = frozenset(EVERY_ROLE)
SIGNED_IN = EVERYBODY - {ANONYMOUS}
OFFICERS = frozenset({OFFICER})
READERS = frozenset({OFFICER, REVIEWER})
KEEPERS = frozenset({OFFICER, SURVEYOR})
STAFF = frozenset({OFFICER, REVIEWER, SURVEYOR})
OWN = frozenset({APPLICANT})
OWN_AND_READERS = OWN | READERS


@dataclass(frozen=True)
class Line:
    """args: names of rows in the test's world. answers: what those who may get to a GET (405: nothing to GET)."""

    audience: frozenset[str]
    args: tuple[str, ...] = ()
    answers: tuple[int, ...] = (200,)
    query: str = ""


POST_ONLY = (405,)

PUBLIC = {
    "popups:home": Line(EVERYBODY),
    "popups:unit-list": Line(EVERYBODY),
    "popups:unit-points": Line(EVERYBODY),
    "popups:unit-detail": Line(EVERYBODY, ("unit",)),
    "popups:shop-map": Line(EVERYBODY),
    "popups:shop-points": Line(EVERYBODY),
    "popups:event-list": Line(EVERYBODY),
    "popups:own-a-space": Line(EVERYBODY),
    "popups:owner-leaflet": Line(EVERYBODY, ("lv",)),
    "popups:accessibility": Line(EVERYBODY),
    "popups:privacy": Line(EVERYBODY),
    "popups:scheme-set": Line(EVERYBODY, answers=POST_ONLY),
    "popups:map-base": Line(EVERYBODY, answers=(404,)),  # until a town sets its own file
    "popups:health": Line(EVERYBODY),
    "vacancies:photo-file": Line(STAFF, ("internal_photo", "480")),
    "set_language": Line(EVERYBODY, answers=(302, 204)),
}
APPLICANT_PAGES = {
    "popups:sign-in": Line(EVERYBODY, answers=(200, 302)),
    "popups:sign-in-asked": Line(EVERYBODY, answers=(302,)),
    "popups:sign-in-code": Line(EVERYBODY, answers=(302,)),
    "popups:after-sign-in": Line(SIGNED_IN, answers=(302,)),
    "popups:application-start": Line(EVERYBODY),
    "popups:application-step": Line(OWN, ("draft", "what")),
    "popups:paper-file": Line(OWN_AND_READERS, ("paper",)),
    "popups:paper-delete": Line(OWN, ("paper",), POST_ONLY),
    "popups:my-page": Line(SIGNED_IN),
    "popups:my-application": Line(OWN, ("application",)),
    "popups:application-withdraw": Line(OWN, ("application",)),
    "popups:offer-answer": Line(OWN, ("offer",)),
    "popups:my-tenancy": Line(OWN, ("tenancy",)),
}
# Owners have no account: without a link that was opened, their page exists for nobody (test_owner_page.py).
OWNER_PAGES = {
    "popups:owner-page": Line(EVERYBODY, answers=(404,)),
    "popups:owner-enter": Line(EVERYBODY, ("word",), (404,)),
    "popups:owner-leave": Line(EVERYBODY, answers=POST_ONLY),
    "popups:owner-terms": Line(EVERYBODY, ("unit",), (404,)),
    "popups:owner-closed": Line(EVERYBODY, ("unit",), (404,)),
    "popups:owner-stop": Line(EVERYBODY, ("unit",), (404,)),
    "popups:owner-resume": Line(EVERYBODY, ("unit",), POST_ONLY),
    "popups:owner-offer": Line(EVERYBODY, ("offer",), (404,)),
    "popups:owner-take-back": Line(EVERYBODY, ("proposal",), POST_ONLY),
    "popups:proposal": Line(OFFICERS, ("proposal",)),
    "popups:owner-link": Line(OFFICERS, ("unit",)),
    "popups:owner-word": Line(OFFICERS, ("offer",)),
}
STAFF_PAGES = {
    "popups:staff-today": Line(STAFF),
    "popups:staff-need-list": Line(KEEPERS, ("doubtful",)),  # which group is for whom: test_staff_need_list.py
    "popups:staff-dashboard": Line(READERS),
    "popups:staff-unit-list": Line(STAFF),
    "popups:staff-unit": Line(STAFF, ("unit",)),
    "popups:due-list": Line(KEEPERS),
    "popups:due-seen": Line(KEEPERS, ("unit",), POST_ONLY),
    "popups:visit-take-back": Line(KEEPERS, ("unit", "number"), POST_ONLY),
    "popups:bulk-change": Line(KEEPERS, answers=(302,)),
    "popups:bulk-result": Line(OFFICERS, ("change",)),
    "popups:bulk-undo": Line(OFFICERS, ("change",), POST_ONLY),
    "popups:view-list": Line(STAFF),
    "popups:view-new": Line(STAFF),
    "popups:view-restore": Line(STAFF, answers=POST_ONLY),
    "popups:view-edit": Line(OFFICERS, ("view",)),
    "popups:view-delete": Line(OFFICERS, ("view",), POST_ONLY),
    "popups:area-list": Line(STAFF),
    "popups:area-new": Line(OFFICERS),
    "popups:area-edit": Line(OFFICERS, ("area",)),
    "popups:area-delete": Line(OFFICERS, ("area",), POST_ONLY),
    "popups:area-restore": Line(OFFICERS, answers=POST_ONLY),
    "popups:staff-map": Line(STAFF),
    "popups:staff-map-points": Line(STAFF),
    "popups:staff-map-unit": Line(STAFF, ("unit",)),
    "popups:unit-export": Line(STAFF, ("csv",)),
    "popups:unit-divide": Line(OFFICERS, ("unit",)),
    "popups:permanent-tenant": Line(OFFICERS, ("unit",)),
    "popups:staff-application-list": Line(READERS),
    "popups:staff-application": Line(READERS, ("application",)),
    "popups:application-comment": Line(READERS, ("application",), POST_ONLY),
    "popups:application-decide": Line(OFFICERS, ("application",)),
    "popups:application-review": Line(OFFICERS, ("application",), POST_ONLY),
    "popups:application-shortlist": Line(OFFICERS, ("application",), POST_ONLY),
    "popups:application-changes": Line(OFFICERS, ("application",)),
    "popups:offer-new": Line(OFFICERS, ("application",)),
    "popups:staff-offer": Line(READERS, ("offer",)),
    "popups:offer-withdraw": Line(OFFICERS, ("offer",)),
    "popups:tenancy-timeline": Line(READERS),
    "popups:tenancy-list": Line(READERS),
    "popups:staff-tenancy": Line(READERS, ("tenancy",)),
    "popups:tenancy-end": Line(OFFICERS, ("tenancy",)),
    "popups:staff-event-list": Line(READERS),
    "popups:event-new": Line(OFFICERS),
    "popups:staff-event": Line(READERS, ("event",)),
    "popups:event-move": Line(OFFICERS, ("event",)),
    "popups:event-move-on": Line(OFFICERS, ("event", "agree"), POST_ONLY),
    "popups:staff-history": Line(READERS),
    "popups:staff-letter-list": Line(OFFICERS),
    "popups:staff-letter": Line(OFFICERS, ("letter",)),
    "popups:letter-retry": Line(OFFICERS, ("letter",), POST_ONLY),
}
REGISTER = {
    "vacancies:address-point": Line(KEEPERS),
    "vacancies:unit-new": Line(KEEPERS),
    "vacancies:unit-edit": Line(KEEPERS, ("unit",)),
    "vacancies:unit-publish": Line(OFFICERS, ("unit",)),
    "popups:unit-record": Line(OFFICERS, ("unit",), POST_ONLY),
    "vacancies:unit-history": Line(KEEPERS, ("unit",)),
    "vacancies:photo-list": Line(KEEPERS, ("unit",)),
    "vacancies:photo-change": Line(KEEPERS, ("unit", "internal_photo"), POST_ONLY),
    "vacancies:photo-blur": Line(OFFICERS, ("unit", "internal_photo")),
    "vacancies:photo-remove": Line(OFFICERS, ("unit", "internal_photo"), POST_ONLY),
    "vacancies:photo-take-back": Line(OFFICERS, ("unit", "internal_photo"), POST_ONLY),
    "vacancies:vacancy-list": Line(KEEPERS, ("unit",)),
    "vacancies:vacancy-edit": Line(OFFICERS, ("unit", "vacancy")),
    "vacancies:vacancy-remove": Line(OFFICERS, ("unit", "vacancy"), POST_ONLY),
    "popups:put-back": Line(OFFICERS, ("unit", "version", "entry_line")),
    "vacancies:closed-edit": Line(OFFICERS, ("unit", "closed")),
    "vacancies:closed-remove": Line(OFFICERS, ("unit", "closed"), POST_ONLY),
    "vacancies:owner-edit": Line(OFFICERS, ("unit",)),
    "vacancies:talk": Line(OFFICERS, ("unit",)),
    "vacancies:talk-move": Line(OFFICERS, ("unit",), POST_ONLY),
    "vacancies:talk-step-done": Line(OFFICERS, ("unit",), POST_ONLY),
    "vacancies:owner-list": Line(OFFICERS),
    "vacancies:owner-merge": Line(OFFICERS, answers=(302,)),
    "vacancies:owner-detail": Line(OFFICERS, ("owner",)),
    "vacancies:owner-shut": Line(OFFICERS, ("owner",), POST_ONLY),
    "vacancies:owner-delete": Line(OFFICERS, ("owner",), POST_ONLY),
    "popups:owner-board": Line(OFFICERS),
    "popups:unit-leaflet": Line(OFFICERS, ("unit",)),
    "vacancies:import-list": Line(OFFICERS),
    "vacancies:import-file": Line(OFFICERS, ("import",)),
    "vacancies:import-columns": Line(OFFICERS, ("import",)),
    "vacancies:import-rows": Line(OFFICERS, ("import",)),
    "vacancies:import-decide": Line(OFFICERS, ("import",), POST_ONLY),
    "vacancies:import-apply": Line(OFFICERS, ("import",), POST_ONLY),
    "vacancies:import-photos": Line(OFFICERS, ("import",), POST_ONLY),
    "vacancies:import-photo-choose": Line(OFFICERS, ("import",), POST_ONLY),
    "vacancies:import-again": Line(OFFICERS, ("import",), POST_ONLY),
    "vacancies:import-refused": Line(OFFICERS, ("import",)),
    "vacancies:import-undo": Line(OFFICERS, ("import",), (302,)),
    "vacancies:import-delete": Line(OFFICERS, ("import",), POST_ONLY),
    "vacancies:shop-list": Line(READERS),
    "vacancies:shop-new": Line(OFFICERS),
    "vacancies:shop-edit": Line(OFFICERS, ("shop",)),
}
WALK = {
    "vacancies:walk": Line(KEEPERS),
    "vacancies:walk-worker": Line(KEEPERS),
    "vacancies:walk-manifest": Line(EVERYBODY),
    "vacancies:walk-units": Line(KEEPERS),
    "vacancies:walk-item-send": Line(KEEPERS, answers=POST_ONLY),
    "vacancies:walk-photo-send": Line(KEEPERS, ("uuid", "uuid"), POST_ONLY),
}
REPORTS = {
    "popups:report-new": Line(EVERYBODY),
    "popups:report-sent": Line(EVERYBODY),
    "popups:staff-report-list": Line(KEEPERS),
    "popups:staff-report": Line(KEEPERS, ("report",)),
    "popups:report-reopen": Line(OFFICERS, ("report",), POST_ONLY),
    "popups:report-points": Line(KEEPERS, ("report",)),
    "popups:duplicate-list": Line(OFFICERS),
    "popups:unit-merge": Line(OFFICERS, ("unit", "other_unit")),
    "popups:spot-apart": Line(OFFICERS, (), POST_ONLY),
    "popups:units-apart": Line(OFFICERS, ("unit", "other_unit"), POST_ONLY),
    "popups:merge-undo": Line(OFFICERS, ("merge",)),
}
# Pages of django-allauth: they speak only of the person who is signed in, and take no reference to anything.
ACCOUNT = {name: Line(EVERYBODY, answers=(200, 302, 404, 405)) for name in (
    "account_login", "account_logout", "account_inactive", "account_signup", "account_reauthenticate", "account_email",
    "account_email_verification_sent", "account_change_password", "account_set_password", "account_reset_password",
    "account_confirm_login_code", "account_reset_password_from_key_done", "account_reset_password_done",
    "account_request_login_code", "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp",
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_login_webauthn")}
ACCOUNT_WITH_ARGS = {
    "account_confirm_email": Line(EVERYBODY, ("word",), (200, 302, 404)),
    "account_reset_password_from_key": Line(EVERYBODY, ("word", "word"), (200, 302, 404)),
    "mfa_remove_webauthn": Line(EVERYBODY, ("number",), (302, 404)),
    "mfa_edit_webauthn": Line(EVERYBODY, ("number",), (302, 404)),
}
TABLE: dict[str, Line] = PUBLIC | APPLICANT_PAGES | OWNER_PAGES | STAFF_PAGES | REGISTER | WALK | REPORTS | ACCOUNT | ACCOUNT_WITH_ARGS
