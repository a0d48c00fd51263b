"""The addresses of disclosure."""

from django.urls import path

from longcheng.portal.looked import delays, export, lines, questions

urlpatterns = [
    path("", lines.looked, name="looked"),
    path("<int:line_id>/", lines.line, name="looked-line"),
    path("<int:line_id>/ask/", lines.ask, name="looked-ask"),
    path("<int:line_id>/proof/", lines.proof, name="looked-proof"),
    path("export/", export.export, name="looked-export"),
    path("export/csv/", export.csv_file, name="looked-csv"),
    path("export/json/", export.json_file, name="looked-json"),
    path("print/", export.print_view, name="looked-print"),
    path("questions/", questions.questions, name="looked-questions"),
    path("questions/<int:question_id>/", questions.question, name="looked-question"),
    path("delays/", delays.delays, name="looked-delays"),
    path("delays/order/", delays.order, name="looked-delay-order"),
    path("delays/<int:delay_id>/end/", delays.end, name="looked-delay-end"),
]
