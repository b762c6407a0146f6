"""Make Superset's own database, its one user, and what a bundle holds.

    provision.py BUNDLE.zip PASSWORD_FILE

Runs in the environment of Superset. It can be repeated: what the bundle defines is overwritten,
what people made beside it stays.
"""

import sys
from pathlib import Path
from zipfile import ZipFile

from superset.app import create_app

USER = "admin"


def main(bundle: Path, password_file: Path) -> None:
    app = create_app()
    with app.app_context():
        prepare()
        user = admin(password_file.read_text(encoding="utf-8").strip())
        load(bundle, user)


def prepare() -> None:
    """Bring the database up to the installed version, with its roles and permissions."""
    from flask_migrate import upgrade
    from superset import appbuilder, security_manager

    upgrade()
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()


def admin(password: str) -> object:
    """Return the user, who has this password from now on."""
    from superset import security_manager

    user = security_manager.find_user(USER)
    if user is None:
        role = security_manager.find_role("Admin")
        user = security_manager.add_user(
            USER, "wirebook", "desk", "desk@localhost", role, password=password
        )
    security_manager.reset_password(user.id, password)
    return user


def load(bundle: Path, user: object) -> None:
    """Import every asset of a bundle, in place of what has its identity."""
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.commands.importers.v1.utils import get_contents_from_bundle
    from superset.utils.core import override_user

    with ZipFile(bundle) as archive:
        contents = get_contents_from_bundle(archive)
    with override_user(user):
        ImportAssetsCommand(contents).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
