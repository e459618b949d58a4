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
    "popups:draft-drop": Line(OWN, ("draft",), POST_ONLY),
    "popups:paper-file": Line(OWN_AND_READERS, ("paper",)),
    "popups:paper-delete": Line(OWN, ("paper",), POST_ONLY),
    "popups:my-page": Line(SIGNED_IN),
    "popups:my-application": Line(OWN, ("application",)),
    "popups:application-withdraw": Line(OWN, ("application",)),
    "popups:offer-answer": Line(OWN, ("offer",)),
    "popups:my-tenancy": Line(OWN, ("tenancy",)),
    "popups:hosted-event": Line(OWN, ("own_event",)),
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
    "popups:owner-event": Line(EVERYBODY, ("event",), (404,)),
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
    "popups:tenancy-performances": Line(OFFICERS, ("tenancy",), POST_ONLY),
    "popups:staff-event-list": Line(READERS),
    "popups:event-new": Line(OFFICERS),
    "popups:performances": Line(OFFICERS),
    "popups:staff-event": Line(READERS, ("event",)),
    "popups:event-move": Line(OFFICERS, ("event",)),
    "popups:event-move-on": Line(OFFICERS, ("event", "agree"), POST_ONLY),
    "popups:staff-history": Line(READERS),
    "popups:staff-letter-list": Line(OFFICERS),
    "popups:staff-letter": Line(OFFICERS, ("letter",)),
    "popups:letter-retry": Line(OFFICERS, ("letter",), POST_ONLY),
    "popups:letter-printed": Line(OFFICERS, ("letter",), POST_ONLY),
    "popups:letter-print": Line(OFFICERS),
    "popups:letter-posted": Line(OFFICERS, (), POST_ONLY),
    "popups:letter-unposted": Line(OFFICERS, (), POST_ONLY),
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
    "vacancies:talk-stop-read": Line(OFFICERS, ("unit",), POST_ONLY),
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
CALLS = {
    "popups:staff-call-list": Line(OFFICERS),
    "popups:call-new": Line(OFFICERS),
    "popups:staff-call": Line(OFFICERS, ("call",)),
    "popups:call-edit": Line(OFFICERS, ("call", "criteria")),
    "popups:call-preview": Line(OFFICERS, ("call",)),
    "popups:call-release": Line(OFFICERS, ("call",), POST_ONLY),
    "popups:call-take-back": Line(OFFICERS, ("call",), POST_ONLY),
    "popups:call-delete": Line(OFFICERS, ("call",)),
    "popups:call-copy": Line(OFFICERS, ("call",), POST_ONLY),
}
PUBLIC_CALLS = {
    "popups:call-list": Line(EVERYBODY),
    "popups:call-detail": Line(EVERYBODY, ("call",)),
}
TALKS = {
    "popups:my-messages": Line(OWN, ("application",)),
    "popups:my-messages-read": Line(OWN, ("application",), POST_ONLY),
    "popups:staff-messages": Line(OFFICERS, ("application",)),
    "popups:staff-messages-read": Line(OFFICERS, ("application",), POST_ONLY),
    "popups:application-copy": Line(OWN, ("application",)),
    "popups:my-data": Line(SIGNED_IN),
    "popups:my-data-download": Line(SIGNED_IN),
    "popups:my-data-erase": Line(SIGNED_IN),
    "popups:my-language": Line(SIGNED_IN, answers=POST_ONLY),
    "popups:address-move": Line(frozenset({APPLICANT, OTHER})),
    "popups:address-code": Line(SIGNED_IN, answers=(302,)),
    "popups:my-profile": Line(OWN | {OTHER}, ("maker",)),
    "popups:retention": Line(OFFICERS),
}
# Members of the local group have no account: without a link that was opened, their page exists for nobody (test_consulting_door.py).
GROUP = {
    "popups:group-page": Line(EVERYBODY, answers=(404,)),
    "popups:group-enter": Line(EVERYBODY, ("word",), (404,)),
    "popups:group-leave": Line(EVERYBODY, answers=POST_ONLY),
    "popups:alert-new": Line(EVERYBODY),
    "popups:alert": Line(EVERYBODY, ("word",), (404,)),
    "popups:unit-ideas": Line(EVERYBODY, ("unit",)),
    "popups:idea-support": Line(EVERYBODY, ("word",), POST_ONLY),
    "popups:staff-idea-list": Line(OFFICERS),
    "popups:idea-settle": Line(OFFICERS, answers=POST_ONLY),
    "popups:idea-again": Line(OFFICERS, answers=POST_ONLY),
    "popups:unit-poster": Line(OFFICERS, ("unit",)),
    "popups:consultation-list": Line(OFFICERS),
    "popups:consultation-new": Line(OFFICERS),
    "popups:member-list": Line(OFFICERS),
    "popups:member-new": Line(OFFICERS),
    "popups:member-edit": Line(OFFICERS, ("member",)),
    "popups:member-left": Line(OFFICERS, ("member",), POST_ONLY),
    "popups:consultation": Line(OFFICERS, ("question",)),
    "popups:consultation-edit": Line(OFFICERS, ("question",)),
    "popups:consultation-release": Line(OFFICERS, ("question",), POST_ONLY),
    "popups:consultation-close": Line(OFFICERS, ("question",), POST_ONLY),
    "popups:consultation-extend": Line(OFFICERS, ("question",), POST_ONLY),
    "popups:consultation-done": Line(OFFICERS, ("question",), POST_ONLY),
    "popups:consultation-delete": Line(OFFICERS, ("question",), POST_ONLY),
    "popups:consultation-link": Line(OFFICERS, ("question", "number"), POST_ONLY),
    "popups:call-group": Line(OFFICERS, ("call",)),
}
REVIEWING = {
    "popups:review-calls": Line(READERS),
    "popups:review-list": Line(READERS, ("reviewed_call",)),
    "popups:review-compare": Line(READERS, ("reviewed_call",), query="?a={reviewed}"),
    "popups:review": Line(READERS, ("reviewed",)),
    "popups:review-conflict": Line(READERS, ("reviewed",), POST_ONLY),
    "popups:conflict-take-back": Line(READERS, ("reviewed",), POST_ONLY),
    "popups:review-reopen": Line(READERS, ("reviewed",), POST_ONLY),
    "popups:call-assign": Line(OFFICERS, ("call",)),
    "popups:call-blind-papers": Line(OFFICERS, ("blind_call",)),
    "popups:paper-open": Line(OFFICERS, ("reviewed_paper",), POST_ONLY),
    "popups:paper-close": Line(OFFICERS, ("reviewed_paper",), POST_ONLY),
    "popups:call-ranking": Line(OFFICERS, ("call",)),
    "popups:call-shortlist": Line(OFFICERS, ("call",), POST_ONLY),
    "popups:call-shortlist-undo": Line(OFFICERS, ("call",), POST_ONLY),
    "popups:call-meeting": Line(OFFICERS, ("call",)),
}
DECIDING = {
    "popups:plan-list": Line(OFFICERS, ("call",)),
    "popups:plan-ask": Line(OFFICERS, ("call",), POST_ONLY),
    "popups:plan-rules": Line(OFFICERS, ("call",)),
    "popups:plan-compare-two": Line(OFFICERS, ("call",), (302,)),
    "popups:ruling-lift": Line(OFFICERS, ("planned_call", "ruling"), POST_ONLY),
    "popups:plan": Line(OFFICERS, ("planned_call", "plan")),
    "popups:plan-stop": Line(OFFICERS, ("planned_call", "plan"), POST_ONLY),
    "popups:plan-delete": Line(OFFICERS, ("planned_call", "plan"), POST_ONLY),
    "popups:plan-offers": Line(OFFICERS, ("planned_call", "plan")),
    "popups:plan-what-if": Line(OFFICERS, ("planned_call", "plan")),
    "popups:plan-repair": Line(OFFICERS, ("planned_call", "plan"), POST_ONLY),
    "popups:plan-compare": Line(OFFICERS, ("planned_call", "plan")),
    "popups:plan-fairness": Line(OFFICERS, ("planned_call", "plan")),
    "popups:plan-export": Line(OFFICERS, ("planned_call", "plan", "plan_part")),
    "popups:plan-approve": Line(OFFICERS, ("planned_call", "plan"), POST_ONLY),
    "popups:placement-take-back": Line(OFFICERS, ("planned_call", "plan", "placement"), POST_ONLY),
    "popups:plan-application": Line(OFFICERS, ("planned_call", "plan", "planned")),
    "popups:plan-move": Line(OFFICERS, ("planned_call", "plan", "planned")),
    "popups:plan-places": Line(OFFICERS, ("planned_call", "plan", "planned")),
    "popups:plan-rule": Line(OFFICERS, ("planned_call", "plan", "planned"), POST_ONLY),
    "popups:plan-unit": Line(OFFICERS, ("planned_call", "plan", "planned_unit")),
    "popups:call-decide": Line(OFFICERS, ("call",)),
    "popups:call-decide-many": Line(OFFICERS, ("call",), POST_ONLY),
    "popups:call-close-deciding": Line(OFFICERS, ("call",), POST_ONLY),
    "popups:call-reopen-deciding": Line(OFFICERS, ("call",), POST_ONLY),
    "popups:application-outcome": Line(OFFICERS, ("decided_call", "told")),
    "popups:decision-undo": Line(OFFICERS, ("decided_call", "told"), POST_ONLY),
    "popups:call-reserve": Line(OFFICERS, ("decided_call",)),
    "popups:call-results": Line(OFFICERS, ("decided_call",)),
    "popups:result-letter": Line(OFFICERS, ("decided_call", "told")),
    "popups:reserve-move-up": Line(OFFICERS, ("decided_call", "told"), POST_ONLY),
    "popups:call-fairness": Line(OFFICERS, ("decided_call",)),
    "popups:fairness-export": Line(OFFICERS, ("decided_call", "csv")),
    "popups:objection-list": Line(OFFICERS),
    "popups:objection-enter": Line(OFFICERS, ("told",)),
    "popups:staff-objection": Line(OFFICERS, ("objection",)),
    "popups:application-object": Line(OWN, ("told",)),
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
ENTERING = {
    "popups:co-applicant-list": Line(OWN, ("draft",)),
    "popups:co-applicant-remove": Line(OWN, ("draft", "number"), POST_ONLY),
    "popups:co-applicant-answer": Line(EVERYBODY, ("word",), (404,)),  # whoever has the key of an invitation
    "popups:application-enter": Line(OFFICERS),
    "popups:paper-application-list": Line(OFFICERS),
    "popups:applicant-word": Line(OFFICERS, ("offer",), (404,)),  # of people without an account: test_entering.py
    "popups:applicant-email": Line(OFFICERS, ("application",), (404,)),
    "popups:applicant-withdraws": Line(OFFICERS, ("application",), (404,)),
    "popups:repeat-list": Line(OFFICERS),
    "popups:repeat-settle": Line(OFFICERS, ("application", "application"), POST_ONLY),
}
TABLE: dict[str, Line] = PUBLIC | APPLICANT_PAGES | OWNER_PAGES | STAFF_PAGES | REGISTER | WALK | REPORTS | CALLS | DECIDING | PUBLIC_CALLS | TALKS | GROUP | ENTERING | REVIEWING | ACCOUNT | ACCOUNT_WITH_ARGS
