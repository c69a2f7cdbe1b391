"""Addresses of learning besides the Wagtail pages."""

from django.urls import path, re_path

from courses.views import certificates, credentials, learning, pages, playing, recaps

app_name = "courses"
urlpatterns = [
    path("learning/<uuid:course_key>/enrol/", learning.enrol_in_course, name="enrol"),
    path("learning/<uuid:course_key>/renew/", learning.renew_course, name="renew"),
    path("learning/lessons/<int:page_id>/answers/<uuid:block_id>/", learning.answer, name="answer"),
    path("learning/lessons/<int:page_id>/done/", learning.mark_done, name="mark_done"),
    path("learning/recap/", recaps.recap, name="recap"),
    path("learning/recap/<int:page_id>/<uuid:activity_key>/", recaps.answer, name="answer_recap"),
    path(
        "learning/lessons/<int:page_id>/h5p/<uuid:block_id>/results/",
        playing.take_result,
        name="h5p_results",
    ),
    path(
        "learning/lessons/<int:page_id>/h5p/<uuid:block_id>/state/",
        playing.take_state,
        name="h5p_state",
    ),
    path(
        "learning/<uuid:course_key>/certificate/",
        certificates.ask_for_certificate,
        name="ask_for_certificate",
    ),
    path("learning/transcript/", certificates.transcript, name="transcript"),
    path("learning/transcript/transcript.pdf", certificates.transcript_pdf, name="transcript_pdf"),
    path("certificates/<uuid:certificate_id>/", certificates.certificate, name="certificate"),
    path(
        "certificates/<uuid:certificate_id>/certificate.pdf",
        certificates.certificate_pdf,
        name="certificate_pdf",
    ),
    path(
        "certificates/<uuid:certificate_id>/name/",
        certificates.name_certificate,
        name="name_certificate",
    ),
    # Wagtail's own addresses, found in fewer queries; whatever is not found goes on to Wagtail.
    re_path(r"^(?P<path>courses/(?:[\w-]+/){0,2})$", pages.serve_catalogue, name="page"),
]

# For programs, without a language in front: /credentials/...
credential_urlpatterns = (
    [
        path("<uuid:certificate_id>.json", credentials.badge, name="badge"),
        path("<uuid:certificate_id>.svg", credentials.picture, name="picture"),
        path("status/<int:number>.json", credentials.status_list, name="status_list"),
        path("courses/<uuid:course_key>.json", credentials.achievement, name="achievement"),
        path("issuer.json", credentials.issuer, name="issuer"),
    ],
    "credentials",
)
