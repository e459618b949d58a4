"""Addresses of residents' reports, of entries that are one place, and of what promises have a say in."""

from django.urls import path
from django.urls.resolvers import URLPattern

from popups.views.public import report
from popups.views.staff import archiving, duplicates, putting_back, reports

urlpatterns: list[URLPattern] = [
    path("report/", report.report_new, name="report-new"),
    path("report/sent/", report.report_sent, name="report-sent"),
    path("staff/reports/", reports.report_list, name="staff-report-list"),
    path("staff/reports/<slug:key>/", reports.report_page, name="staff-report"),
    path("staff/reports/<slug:key>/reopen/", reports.report_reopen, name="report-reopen"),
    path("staff/reports/<slug:key>/points.json", reports.report_points, name="report-points"),
    path("staff/duplicates/", duplicates.duplicate_list, name="duplicate-list"),
    path("staff/duplicates/places/", duplicates.spot_apart, name="spot-apart"),
    path("staff/duplicates/<reference:reference>/<reference:other>/", duplicates.unit_merge, name="unit-merge"),
    path("staff/duplicates/<reference:reference>/<reference:other>/two-places/", duplicates.units_apart, name="units-apart"),
    path("staff/merges/<slug:key>/undo/", duplicates.merge_undo, name="merge-undo"),
    path("staff/units/<str:reference>/record/", archiving.unit_record, name="unit-record"),
    path("staff/units/<str:reference>/put-back/<slug:kind>/<int:number>/", putting_back.put_back, name="put-back"),
]
