"""The days on which awards are paid, as a form asks for them: one line, with semicolons between."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from admin.deed import DeedForm
from admin.sentence import sentence
from khfund.calendar import parse_day
from khfund.errors import KhfundError


class PayDaysForm(DeedForm):
    """A form with a line `pay`; each form says itself what an empty one means."""

    def validate_pay(self, field: Any) -> None:
        """Every day reads as a day."""
        try:
            self.payouts()
        except KhfundError as refusal:
            raise ValidationError(sentence(refusal)) from refusal

    def payouts(self) -> list[date]:
        """The days of payment.

        Raises: DayError.
        """
        return [parse_day(one.strip()) for one in (self.pay.data or "").split(";") if one.strip()]
