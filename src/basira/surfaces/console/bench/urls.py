"""Addresses of the analyst's bench and of the sealed list."""

from django.urls import path

from basira.surfaces.console.bench import integrity, proposals, recommendations, views

urlpatterns = [
    path("bench/<str:wave>/<str:entity>/", views.bench, name="bench"),
    path("bench/<str:wave>/<str:entity>/write", views.write, name="bench_write"),
    path("bench/<str:wave>/<str:entity>/findings/<str:ref>/confirm", views.confirm, name="bench_confirm"),
    path("bench/<str:wave>/<str:entity>/findings/<str:ref>/set-aside", views.put_aside, name="bench_set_aside"),
    path(
        "bench/<str:wave>/<str:entity>/findings/<str:ref>/recommend", recommendations.recommend, name="bench_recommend"
    ),
    path("bench/<str:wave>/<str:entity>/proposals/<str:visit>", proposals.answer, name="bench_proposal"),
    path("bench/<str:wave>/<str:entity>/seal", integrity.seal, name="bench_seal"),
    path("bench/<str:wave>/recommendations.<str:kind>", recommendations.table, name="bench_recommendations"),
    path("integrity/", integrity.groups, name="integrity"),
    path("integrity/refer", integrity.refer, name="integrity_refer"),
]
