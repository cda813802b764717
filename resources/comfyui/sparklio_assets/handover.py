"""The way of an image to the app: to its intake while it runs, else into a folder that it takes in later.

Both ways carry the same id, so an image that was sent, and whose answer got lost, is taken in once all the same.
"""

import http.client
import json
import os
import sys
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import urlsplit

#: Where the app leaves its address and a key for this user; beside it is the folder that it takes files from.
CONNECTION = "connection.json"
SPOOL = "spool"
#: Names the folder of both, for a ComfyUI that runs with another home.
ENVIRONMENT = "SPARKLIO_ASSETS_INTAKE"
#: Written by the app when it installs this node.
LOCATION = Path(__file__).with_name("location.json")

CONNECT_SECONDS = 3
ANSWER_SECONDS = 60
#: What the app answers repeats what it was told.
ANSWER_BYTES = 64 * 1024 * 1024


@dataclass
class Item:
    name: str
    data: bytes
    brand: "str | None" = None
    project: "str | None" = None
    tags: "list[str]" = field(default_factory=list)
    source_metadata: dict = field(default_factory=dict)
    id: str = field(default_factory=lambda: uuid.uuid4().hex)


def intake_folder():
    """The app's folder of the intake."""
    named = os.environ.get(ENVIRONMENT)
    if named:
        return Path(named)
    try:
        return Path(json.loads(LOCATION.read_text("utf-8"))["folder"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    elif os.name == "nt":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "Sparklio Assets" / "intake"


def hand_over(item):
    """`sent` when the app has it, `kept` when it waits in the folder. Raises OSError when neither can be done."""
    folder = intake_folder()
    connection = read_connection(folder)
    if connection.get("url") and connection.get("token"):
        try:
            post(item, connection["url"], connection["token"])
            return "sent"
        except Exception:  # noqa: BLE001 - whatever kept it from being sent, it is not lost
            # Not running any more, busy, or it knows no such brand: it finds the image in the folder.
            pass
    keep(item, folder / SPOOL, connection.get("library"))
    return "kept"


def read_connection(folder):
    try:
        connection = json.loads((folder / CONNECTION).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return connection if isinstance(connection, dict) else {}


def fields_of(item):
    fields = [("name", item.name), ("source", "comfyui")]
    fields += [(key, value) for key, value in (("brand", item.brand), ("project", item.project)) if value]
    fields.append(("tags", json.dumps(item.tags)))
    fields.append(("source_metadata", json.dumps(item.source_metadata, allow_nan=False)))
    return fields


def form(item):
    """`multipart/form-data` with its content type."""
    boundary = f"sparklio-{uuid.uuid4().hex}"
    parts = []
    for key, value in fields_of(item):
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n'
        parts.append(head.encode() + value.encode("utf-8") + b"\r\n")
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="image.png"\r\n'
        "Content-Type: image/png\r\n\r\n"
    )
    parts.append(head.encode() + item.data + b"\r\n")
    parts.append(f"--{boundary}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


def post(item, url, token):
    """Hands the image in. The app has it safely when it answers; what becomes of it is not waited for."""
    address = urlsplit(url)
    if address.scheme != "http" or address.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise ValueError("The intake is on this computer only")
    body, content_type = form(item)
    # Not urllib: it would ask a proxy of the environment.
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=CONNECT_SECONDS)
    try:
        connection.connect()
        connection.sock.settimeout(ANSWER_SECONDS)
        connection.request(
            "POST",
            "/v1/assets",
            body,
            {
                "Authorization": f"Bearer {token}",
                "Content-Type": content_type,
                "Idempotency-Key": item.id,
                "Prefer": "wait=0",
            },
        )
        answer = connection.getresponse()
        told = answer.read(ANSWER_BYTES)
        if not 200 <= answer.status < 300:
            raise OSError(f"The intake answered {answer.status}")
        # The app may have been killed, and another program be listening under its address.
        if json.loads(told).get("upload_id") != item.id:
            raise ValueError("Another program than the app answered")
    finally:
        connection.close()


def keep(item, spool, library):
    """Leaves the image in the folder: the file first, then its description, each under its name only when whole."""
    spool.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = f"{item.id}.png"
    description = {
        "version": 1,
        "id": item.id,
        "file": file,
        "name": item.name,
        "brand": item.brand,
        "project": item.project,
        "tags": item.tags,
        "source": "comfyui",
        "source_metadata": item.source_metadata,
        "library": library,
        "created_at": datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    try:
        write_whole(spool / file, item.data)
        write_whole(spool / f"{item.id}.json", json.dumps(description, allow_nan=False).encode("utf-8"))
    except BaseException:
        # Whole or not at all, also when the person stops the graph just now.
        if (spool / f"{item.id}.json").exists():
            raise
        for name in (f".{file}.part", f".{item.id}.json.part", file):
            (spool / name).unlink(missing_ok=True)
        raise


def write_whole(path, data):
    partial = path.with_name(f".{path.name}.part")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(partial, path)
    if os.name == "posix":
        try:
            folder = os.open(path.parent, os.O_RDONLY)
        except OSError:
            return
        try:
            os.fsync(folder)
        except OSError:
            # Some network drives know no such thing; the name is there all the same.
            pass
        finally:
            os.close(folder)
