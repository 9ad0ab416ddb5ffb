"""The system account PostgreSQL runs under, and places on disk that this account can reach.

PostgreSQL refuses to run as root. Started by root, it runs as `nobody`, who cannot enter a private home;
then the files lie in a folder of their own elsewhere, and no folder that others made is opened up.
"""

import os
import pwd
import shutil
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

KEPT = Path("/var/tmp")  # noqa: S108  # folders made here get random names; it is kept over a reboot
BRIEF = Path("/tmp")  # noqa: S108  # a socket's whole path must stay under about 100 bytes


def account() -> pwd.struct_passwd | None:
    """Give the account to change to; None when we may go on as who we are."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def is_open(path: Path) -> bool:
    """Tell whether the account can reach what is at this path, or would be."""
    if account() is None:
        return True
    existing = [folder for folder in (path, *path.resolve().parents) if folder.exists()]
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in existing)


def own_folder(path: Path, elsewhere: Path) -> Path:
    """Make a folder that only the account can enter: here, or elsewhere with a link from here if it cannot go here."""
    if path.exists():
        return path.resolve()
    if path.is_symlink() or not is_open(path.parent):
        return linked_folder(path, elsewhere)
    path.mkdir(parents=True)
    return _hand_over(path)


def linked_folder(link: Path, parent: Path) -> Path:
    """Make a folder with a short random name that only the account can enter, linked from this path."""
    if not link.exists():
        link.unlink(missing_ok=True)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(_hand_over(Path(tempfile.mkdtemp(prefix="clinic-", dir=parent))))
    return link.resolve()


def remove_folder(path: Path) -> None:
    shutil.rmtree(path.resolve(), ignore_errors=True)
    if path.is_symlink():
        path.unlink()


def open_copy(source: Path, name: str, copy: Callable[[Path, Path], object]) -> Path:
    """Give the source, or a copy that the account can read. Raises PermissionError if the copy's place is another's."""
    if is_open(source):
        return source
    place = KEPT / name
    if not place.exists():
        made = Path(tempfile.mkdtemp(prefix="clinic-", dir=KEPT))
        copy(source, made)
        for path in (made, *made.rglob("*")):
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))
        made.rename(place)
    if place.is_symlink() or place.stat().st_uid != os.geteuid():
        raise PermissionError(f"{place} was not made by this account; remove it")
    return place


def _hand_over(folder: Path) -> Path:
    folder.chmod(0o700)
    if (other := account()) is not None:
        os.chown(folder, other.pw_uid, other.pw_gid)
    return folder
