"""Addresses of events: for everybody, for people who come, and for the city's officers."""

from django.urls import path

from uprest.events.views import people, planning, programme, public, taking_part

app_name = "events"
CITY = "city/<slug:slug>/events"
ONE = f"{CITY}/<int:event_id>"
urlpatterns = [
    path("events/", public.events, name="events"),
    path("events/check-in/", taking_part.check_in, name="check_in"),
    path("events/<int:event_id>/", public.event, name="event"),
    path("events/<int:event_id>/calendar.ics", public.calendar, name="calendar"),
    path("events/<int:event_id>/my-calendar.ics", taking_part.my_calendar, name="my_calendar"),
    path("events/<int:event_id>/register/", taking_part.register, name="register"),
    path("events/<int:event_id>/cancel/", taking_part.leave, name="leave"),
    path("events/<int:event_id>/materials/<int:material_id>/", public.material, name="material"),
    path(
        "events/<int:event_id>/materials/<int:material_id>/captions.vtt",
        public.captions,
        name="captions",
    ),
    path("account/events/", taking_part.my_events, name="my_events"),
    path(f"{CITY}/", planning.city_events, name="city_events"),
    path(f"{CITY}/new/", planning.new_event, name="new_event"),
    path(f"{ONE}/", planning.manage, name="manage"),
    path(f"{ONE}/edit/", planning.edit, name="edit"),
    path(f"{ONE}/publish/", planning.publish, name="publish"),
    path(f"{ONE}/cancel/", planning.cancel, name="cancel"),
    path(f"{ONE}/agenda/", programme.agenda, name="agenda"),
    path(f"{ONE}/agenda/new/", programme.part, name="new_part"),
    path(f"{ONE}/agenda/<int:part_id>/", programme.part, name="part"),
    path(f"{ONE}/agenda/<int:part_id>/remove/", programme.drop_part, name="drop_part"),
    path(f"{ONE}/speakers/<int:speaker_id>/remove/", programme.drop_speaker, name="drop_speaker"),
    path(f"{ONE}/places/", programme.places, name="places"),
    path(f"{ONE}/places/<int:place_id>/", programme.places, name="place"),
    path(f"{ONE}/places/<int:place_id>/remove/", programme.drop_place, name="drop_place"),
    path(f"{ONE}/materials/", programme.materials, name="materials"),
    path(
        f"{ONE}/materials/<int:material_id>/remove/", programme.drop_material, name="drop_material"
    ),
    path(f"{ONE}/registrations/", people.registrations, name="registrations"),
    path(f"{ONE}/check-in/", people.check_in_list, name="check_in_list"),
    path(f"{ONE}/sign-in-list/", people.sign_in_list, name="sign_in_list"),
    path(f"{ONE}/codes/", people.codes, name="codes"),
]
