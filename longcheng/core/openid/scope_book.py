"""Which scopes a program may ask for: those it was approved for, and of them in its own name only some."""

from typing import Any

from oauth2_provider.scopes import BaseScopes

from longcheng.core.openid.declaration import declared_scopes
from longcheng.core.openid.models import Program

IN_ITS_OWN_NAME = "client_credentials"


class DeclaredScopes(BaseScopes):
    """The toolkit's view of the scopes that the rooms declare."""

    def get_all_scopes(self) -> dict[str, str]:
        return {name: str(scope.title) for name, scope in declared_scopes().items()}

    def get_available_scopes(
        self, application: Program | None = None, request: Any = None, *_: Any, **__: Any
    ) -> list[str]:
        known = declared_scopes()
        if application is None:
            return list(known)
        own_name = getattr(request, "grant_type", None) == IN_ITS_OWN_NAME
        return [name for name in application.scopes if name in known and (known[name].for_programs or not own_name)]

    def get_default_scopes(
        self, application: Program | None = None, request: Any = None, *_: Any, **__: Any
    ) -> list[str]:
        """A program that names no scope gets all it may have in its own name, and of a person nothing."""
        if getattr(request, "grant_type", None) != IN_ITS_OWN_NAME:
            return []
        return self.get_available_scopes(application, request)
