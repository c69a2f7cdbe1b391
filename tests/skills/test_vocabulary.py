"""The shipped vocabulary and the official files of others."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from uprest.core.loading import DataFileError
from uprest.skills.importers import import_digcomp, import_esco, import_greencomp
from uprest.skills.models import (
    Area,
    Descriptor,
    Framework,
    Occupation,
    Relation,
    Requirement,
    Skill,
)
from uprest.skills.selectors import get_required_levels, list_areas, list_occupations, list_skills
from uprest.skills.services import load_vocabulary
from uprest.skills.services.vocabulary import DATA

SHARED = Path(settings.BASE_DIR).parent / "shared" / "data"
needs_files = pytest.mark.skipif(
    not SHARED.is_dir(), reason="THE OFFICIAL FILES ARE NOT HERE: ../shared/data is absent"
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_loaded(db):
    Skill.objects.all().delete()
    Framework.objects.all().delete()


class TestShippedVocabulary:
    def test_is_complete_in_every_language(self):
        load_vocabulary()

        assert [area.code for area in list_areas()] == [
            "digital", "ai", "experience", "green", "care", "business",
        ]  # fmt: skip
        skills = list_skills()
        assert len(skills) == 36
        for skill in skills:
            for language, _ in settings.LANGUAGES:
                for field in ("name", "short_name", "description"):
                    assert getattr(skill, f"{field}_{language}"), (skill.code, field, language)
                for level in range(6):
                    assert getattr(skill, f"level_{level}_{language}"), (skill.code, level)

    def test_has_occupations_that_need_at_least_twenty_skills_with_differing_weights(self):
        load_vocabulary()

        occupations = list_occupations()
        assert len(occupations) >= 9
        for occupation in occupations:
            needs = get_required_levels(occupation=occupation)
            assert len(needs) >= 20, occupation.code
            assert {need.importance for need in needs} == {1, 2, 3}, occupation.code
            assert len({need.level for need in needs}) >= 3, occupation.code
            assert set(occupation.nearest) == {o.code for o in occupations} - {occupation.code}

    def test_loading_again_changes_nothing(self):
        assert load_vocabulary() > 300

        assert load_vocabulary() == 0

    def test_what_an_editor_changed_stays_and_the_rest_follows_a_newer_file(self, tmp_path):
        load_vocabulary()
        skill = Skill.objects.get(code="welcome")
        skill.name_sv = "Vår egen text"
        skill.save()
        shutil.copytree(DATA, tmp_path / "data")
        path = tmp_path / "data" / "skills" / "care.json"
        newer = path.read_text(encoding="utf-8").replace('"icon": "', '"icon": "x-')
        path.write_text(newer, encoding="utf-8")

        assert load_vocabulary(folder=tmp_path / "data") == 5

        skill.refresh_from_db()
        assert skill.name_sv == "Vår egen text"
        assert not skill.icon.startswith("x-")
        assert Skill.objects.get(code="complaints").icon.startswith("x-")
        assert load_vocabulary(folder=tmp_path / "data") == 0

    def test_a_wrong_folder_is_refused_and_loads_nothing(self, tmp_path):
        (tmp_path / "framework.json").write_text("{nonsense", encoding="utf-8")

        with pytest.raises(DataFileError, match=r"framework\.json, line 1"):
            load_vocabulary(folder=tmp_path)

        assert not Framework.objects.exists()


@needs_files
class TestOfficialFiles:
    def test_digcomp(self):
        path = SHARED / "frameworks" / "DigComp_3_0_Data_Supplement_24_Nov_2025.xlsx"

        assert import_digcomp(paths=[path], language="en") == 1 + 5 + 21 + 362 + 523

        assert Area.objects.filter(framework__code="digcomp").count() == 5
        assert Skill.objects.get(code="digcomp:1.1").name_en.startswith("Browsing")
        assert Descriptor.objects.filter(kind=Descriptor.Kind.STATEMENT).count() == 362
        assert Descriptor.objects.filter(kind=Descriptor.Kind.OUTCOME).count() == 523
        assert import_digcomp(paths=[path], language="en") == 0

    def test_greencomp(self):
        path = SHARED / "frameworks" / "greencomp_12_en.csv"

        assert import_greencomp(paths=[path], language="en") == 1 + 4 + 12

        assert import_greencomp(paths=[path], language="en") == 0

    def test_esco(self):
        paths = [SHARED / "esco" / "occupation_skills.csv", SHARED / "esco" / "occupations.csv"]

        assert import_esco(paths=paths, language="en") > 0

        assert Relation.objects.count() == 1648
        assert Occupation.objects.filter(framework__code="esco").count() == 45
        assert import_esco(paths=paths, language="en") == 0

    def test_a_second_language_stands_beside_the_first(self, tmp_path):
        path = tmp_path / "skills_sv.csv"
        path.write_text(
            "conceptUri,preferredLabel,description\n"
            "http://data.europa.eu/esco/skill/a,ta emot gäster,Att ta emot.\n",
            encoding="utf-8",
        )

        import_esco(paths=[path], language="sv")

        skill = Skill.objects.get(code="esco:a")
        assert skill.name_sv == "ta emot gäster"
        assert skill.name_en in ("", None)


class TestWrongFiles:
    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "is empty"),
            (b"\xff\xfe\x00", "not UTF-8"),
            (b"id,area\n1.1,A\n", "column 'competence' is missing"),
            (b"id,area,competence\n1.1,A,X\n1.1,A,Y\n", "line 3: the id 1.1 stands twice"),
            (b"id,area,competence\n1.1,A,X\n1.2,A\n", "line 3: 2 cells where the head has 3"),
            (b"id,area,competence\n1.1,A,X\nabc,A,Y\n", "line 3: 'abc' is no id such as 2.3"),
            (b"id,area,competence\n1.1,A,X\n1.2,A,\n", "line 3: competence is empty"),
        ],
    )
    def test_are_refused_with_line_and_reason_and_leave_nothing(self, tmp_path, content, message):
        path = tmp_path / "greencomp.csv"
        path.write_bytes(content)

        with pytest.raises(DataFileError, match=message):
            import_greencomp(paths=[path], language="en")

        assert not Framework.objects.exists()
        assert not Skill.objects.exists()

    def test_a_relation_to_an_unknown_occupation_is_refused(self, tmp_path):
        path = tmp_path / "relations.csv"
        path.write_text(
            "occupationUri,relationType,skillUri\n"
            "http://data.europa.eu/esco/occupation/x,essential,http://data.europa.eu/esco/skill/y\n",
            encoding="utf-8",
        )

        with pytest.raises(DataFileError, match=r"line 2: .*is in none of the files"):
            import_esco(paths=[path], language="en")

        assert not Framework.objects.exists()

    def test_no_spreadsheet(self, tmp_path):
        path = tmp_path / "digcomp.xlsx"
        path.write_text("hello", encoding="utf-8")

        with pytest.raises(DataFileError, match="is no spreadsheet"):
            import_digcomp(paths=[path], language="en")


class TestCommand:
    def test_loads_and_then_says_that_nothing_changed(self):
        out = StringIO()

        call_command("import_skills", stdout=out)
        call_command("import_skills", stdout=out)

        assert out.getvalue().endswith("Nothing changed.\n")
        assert Requirement.objects.count() > 200

    def test_a_missing_file_is_one_line_and_code_2(self):
        with pytest.raises(CommandError, match="is missing") as caught:
            call_command("import_skills", "greencomp", "nowhere.csv")

        assert caught.value.returncode == 2
