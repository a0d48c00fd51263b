"""The addresses of notices."""

from django.urls import path

from longcheng.services.community.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.notice_list, name="list"),
    path("<int:notice_id>/", views.one_notice, name="one"),
    path("desk/", views.desk, name="desk"),
    path("<int:notice_id>/withdraw/", views.withdraw, name="withdraw"),
]
