"""The address of “this is wrong”."""

from django.urls import path

from longcheng.portal.wrong import views

urlpatterns = [path("", views.wrong, name="wrong")]
