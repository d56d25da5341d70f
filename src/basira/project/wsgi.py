"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "basira.project.settings")

application = get_wsgi_application()

from basira.project.zone import hold_programme_zone  # noqa: E402  it reads models, which stand only now

hold_programme_zone()
