"""The addresses of the organisations base."""

from django.urls import path

from longcheng.bases.organisations.views import desk, doubts, download, licences, mine, public

app_name = "organisations"

urlpatterns = [
    path("", public.search_page, name="search"),
    path("suggest/", public.suggest, name="suggest"),
    path("<int:organisation_id>/", public.organisation, name="organisation"),
    path("<int:organisation_id>/history/", public.history, name="history"),
    path("<int:organisation_id>/print/", public.print_view, name="print"),
    path("code/<str:code>/", public.by_code, name="code"),
    path("download/", download.download, name="download"),
    path("download/about.json", download.package, name="package"),
    path("download/<str:file_name>", download.file, name="download-file"),
    path("doubts/", doubts.doubts, name="doubts"),
    path("desk/", desk.desk, name="desk"),
    path("new/", desk.new, name="new"),
    path("<int:organisation_id>/act/", desk.acts, name="acts"),
    path("<int:organisation_id>/act/<slug:kind>/", desk.act, name="act"),
    path("licences/", licences.licences, name="licences"),
    path("licences/<int:licence_id>/", licences.licence, name="licence"),
    path("licences/<int:licence_id>/act/<slug:licence_act>/", licences.act, name="licence-act"),
    path("mine/", mine.mine, name="mine"),
    path("mine/<int:organisation_id>/", mine.one_of_mine, name="one-of-mine"),
    path("mine/<int:organisation_id>/end/", mine.end, name="mine-end"),
]
