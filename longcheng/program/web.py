"""The web program: Django as WSGI, for granian."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from longcheng.portal.text_encoding import utf8_only
from longcheng.program.parent import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "longcheng.program.settings")
# A granian worker imports this; it must not outlive the granian that started it.
die_with_parent(signal.SIGKILL)
application = utf8_only(get_wsgi_application())
