"""The entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

from wms.core import garbage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wms.settings")

application = get_wsgi_application()
garbage.settle()
