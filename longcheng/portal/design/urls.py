"""The living page of the design system."""

from django.urls import path

from longcheng.portal.design import views

app_name = "design"

urlpatterns = [
    path("", views.foundations, name="foundations"),
    path("components/", views.components, name="components"),
    path("pictures/", views.pictures, name="pictures"),
]
