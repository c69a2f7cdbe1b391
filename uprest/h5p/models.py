"""Libraries, content and saved states. Files lie once each, under the hash of what is in them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from uprest.h5p.types import LibraryName

BLOB_FOLDER = "h5p/files"
UPLOAD_FOLDER = "h5p/uploads"
SHA256_LENGTH = 64


class Blob(models.Model):
    """A file in the storage, under the hash of its contents."""

    sha256 = models.CharField(max_length=SHA256_LENGTH, primary_key=True)
    size = models.PositiveBigIntegerField()
    wanted_at = models.DateTimeField(db_index=True)
    """When an upload last asked for it; what is young is never cleaned up."""

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.sha256

    @property
    def place(self) -> str:
        """Its name in Django's default storage."""
        return f"{BLOB_FOLDER}/{self.sha256[:2]}/{self.sha256}"


class Library(models.Model):
    """One exact version of a library. Two that differ in one byte are two rows."""

    class Status(models.TextChoices):
        WAITING = "WAITING", _("waits for approval")
        INSTALLED = "INSTALLED", _("installed")

    machine_name = models.CharField(_("name"), max_length=255)
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    patch = models.PositiveIntegerField()
    digest = models.CharField(max_length=SHA256_LENGTH, unique=True)
    title = models.CharField(_("title"), max_length=255)
    is_runnable = models.BooleanField()
    manifest = models.JSONField()
    """``library.json``."""
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    is_current = models.BooleanField(_("used for new content"), default=False)
    """Whether content that brings no library of this major.minor along gets this one."""
    added_at = models.DateTimeField(_("added at"))
    installed_at = models.DateTimeField(_("installed at"), null=True)
    installed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("H5P library")
        verbose_name_plural = _("H5P libraries")
        ordering = ["machine_name", "major", "minor", "patch", "pk"]
        default_permissions = ("view",)
        permissions = [("install_library", _("Can install H5P libraries"))]
        constraints = [
            models.UniqueConstraint(
                fields=["machine_name", "major", "minor"],
                condition=models.Q(is_current=True),
                name="one_current_library",
            ),
            models.CheckConstraint(
                condition=models.Q(is_current=False) | models.Q(status="INSTALLED"),
                name="current_library_is_installed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}.{self.patch}"

    @property
    def name(self) -> LibraryName:
        """What dependencies call it."""
        return LibraryName(self.machine_name, self.major, self.minor)


class LibraryFile(models.Model):
    """A file of a library."""

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=1024)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["library", "path"], name="library_path_once")
        ]

    def __str__(self) -> str:
        return self.path


class Content(models.Model):
    """One upload, never changed: its params, its files, and the exact libraries that it runs.

    A changed package is another content, so that what a published lesson runs stays as it was.
    """

    class Status(models.TextChoices):
        WAITING = "WAITING", _("waits for approval")
        READY = "READY", _("ready")

    title = models.CharField(_("title"), max_length=255)
    language = models.CharField(max_length=10)
    machine_name = models.CharField(_("type"), max_length=255)
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    main_library = models.ForeignKey(Library, on_delete=models.PROTECT, null=True, related_name="+")
    """Null while that library is missing."""
    libraries = models.ManyToManyField(Library, through="Pin", related_name="contents")
    manifest = models.JSONField()
    """``h5p.json``."""
    params = models.JSONField()
    """``content/content.json``."""
    hosts = models.JSONField(default=list)
    """Other hosts that it loads media from."""
    package_hash = models.CharField(max_length=SHA256_LENGTH, unique=True)
    """Over all that is stored of the package; saved states belong to one."""
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    problems = models.JSONField(default=list)
    """What it waits for: ``[{"code", "values"}]``."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("uploaded at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("H5P content")
        verbose_name_plural = _("H5P content")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("add", "delete", "view")

    def __str__(self) -> str:
        return self.title

    @property
    def library_name(self) -> LibraryName:
        """Name and version of the main library."""
        return LibraryName(self.machine_name, self.major, self.minor)


class Pin(models.Model):
    """An exact library of a content."""

    content = models.ForeignKey(Content, on_delete=models.CASCADE, related_name="pins")
    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="pins")
    position = models.PositiveIntegerField(null=True)
    """Place in the order of loading; null for what is only for H5P's editor."""
    is_packed = models.BooleanField()
    """Whether the package brought it along."""

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["content", "library"], name="library_pinned_once")
        ]

    def __str__(self) -> str:
        return f"{self.content_id}: {self.library_id}"


class ContentFile(models.Model):
    """A picture, sound or other file of a content; its path is as in ``content.json``."""

    content = models.ForeignKey(Content, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=1024)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["content", "path"], name="content_path_once")
        ]

    def __str__(self) -> str:
        return self.path


class SavedState(models.Model):
    """Where somebody was in a content. Who that is, only the host project knows."""

    learner_key = models.CharField(max_length=100)
    content = models.ForeignKey(Content, on_delete=models.CASCADE, related_name="states")
    data_type = models.CharField(max_length=60)
    sub_content_id = models.CharField(max_length=36, default="0")
    data = models.TextField()
    is_preloaded = models.BooleanField(default=False)
    """Whether the player gets it at its start."""
    is_reset_with_package = models.BooleanField(default=True)
    package_hash = models.CharField(max_length=SHA256_LENGTH)
    saved_at = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["learner_key", "content", "data_type", "sub_content_id"],
                name="one_saved_state",
            )
        ]

    def __str__(self) -> str:
        return f"{self.content_id}: {self.data_type}"


class ImportJob(models.Model):
    """A package that was uploaded and is read later: in the background, or by who takes it."""

    class Status(models.TextChoices):
        QUEUED = "QUEUED", _("waits")
        READING = "READING", _("is being read")
        DONE = "DONE", _("done")

    file_name = models.CharField(max_length=255)
    upload = models.FileField(upload_to=UPLOAD_FOLDER, max_length=255, blank=True)
    """Deleted once it was read."""
    may_install = models.BooleanField()
    """Whether whoever uploaded it could install libraries."""
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    """Per cent of the files that were read."""
    verdict = models.CharField(max_length=10, blank=True)
    problems = models.JSONField(default=list)
    content = models.ForeignKey(Content, on_delete=models.SET_NULL, null=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(db_index=True)
    finished_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.file_name
