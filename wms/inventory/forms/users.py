from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from wms.core.fields import CodeChoiceField
from wms.core.recordforms import RecordForm, page_field
from wms.inventory.models import UserSetup
from wms.inventory.policies.partners import USER_SETUP


class UserField(CodeChoiceField):
    """A user, typed by user name in any case."""

    def __init__(self) -> None:
        rows = get_user_model()._default_manager.filter(is_active=True)
        super().__init__(rows, key="username", label="User")

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        name = str(value).strip()
        found = list(self.fitting.filter(username__iexact=name)[:2])
        exact = [user for user in found if user.username == name]
        if len(exact or found) != 1:
            raise ValidationError(
                f"User {name[:50]} does not exist or is not active. Choose one from the list.",
                code="unknown_code",
            )
        return (exact or found)[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "").strip()


class UserRecordForm(RecordForm):
    """A record that belongs to a user."""

    user = UserField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.fields["user"]
        assert isinstance(user, UserField)  # noqa: S101
        if self.instance.pk:  # somebody who has left may still stand there
            user.queryset = get_user_model()._default_manager.all()


class UserSetupForm(UserRecordForm):
    policy = USER_SETUP

    class Meta:
        model = UserSetup
        fields = ["user", "allow_posting_from", "allow_posting_to"]
        formfield_callback = page_field
