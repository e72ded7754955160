"""The office: a thin web face over khfund for those who keep the books, and a public window for everybody else.

Flask-Admin shows, khfund acts. Every page reads through one view of the books; every change is a form that calls one
verb (`admin.deed`). Read in this order: `app` (how the parts come together), `office_store` (what the office remembers
beside the books), `sign_in`, `visitor` (who looks, and what they may), `page`, `field`, `deed`, `listing`, then the
areas, which bear the names of khfund's folders.
"""

from admin.app import create_app
from admin.config import Config

__all__ = ["Config", "create_app"]
