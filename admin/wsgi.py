"""The office for a server of several workers: `gunicorn admin.wsgi:app`, set up by the environment (see Config)."""

from __future__ import annotations

import os

from admin.app import create_app
from admin.config import Config

app = create_app(Config.from_environment(os.environ))
