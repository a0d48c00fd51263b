"""The addresses of the population base."""

from django.urls import path

from longcheng.bases.population import matching
from longcheng.bases.population.statistics import views as statistics
from longcheng.bases.population.views import acts, corrections, counter, households, me, pairs, record

app_name = "population"

urlpatterns = [
    path("me/", me.me, name="me"),
    path("me/print/", me.print_view, name="my-print"),
    path("me/data.json", me.data, name="my-data"),
    path("me/correct/", corrections.file, name="file"),
    path("me/corrections/<int:correction_id>/withdraw/", corrections.withdraw, name="withdraw"),
    path("counter/", counter.counter, name="counter"),
    path("counter/open/", counter.open_case, name="counter-open"),
    path("counter/close/", counter.close_case, name="counter-close"),
    path("residents/<int:subject_id>/", record.resident, name="resident"),
    path("residents/<int:subject_id>/history/", record.history, name="history"),
    path("residents/<int:subject_id>/act/<slug:kind>/", acts.act, name="act"),
    path("households/<int:household_id>/", households.household, name="household"),
    path("pairs/", pairs.pairs, name="pairs"),
    path("pairs/<int:pair_id>/", pairs.pair, name="pair"),
    path("linkage/", pairs.linkage, name="linkage"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics.csv", statistics.statistics_csv, name="statistics-csv"),
    path("statistics.xlsx", statistics.statistics_xlsx, name="statistics-xlsx"),
    path("match/", matching.match, name="match"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/<int:correction_id>/", corrections.correction, name="correction"),
]
