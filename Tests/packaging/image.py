"""Makes an image of containers in the layout of the Open Container Initiative, or unpacks one.

usage: image.py make FOLDER BASE PACKAGE VERSION COMMIT ARCHITECTURE SECONDS
       image.py unpack FOLDER ROOT

BASE is a tar of the system below, PACKAGE one of marquee's files. Each becomes a layer of its own, so that the next
version brings only the second. SECONDS since 1970 are the time of the image. The same input makes the same bytes.
Unpacking checks every digest, and prints the image's settings as JSON.
"""

import datetime
import gzip
import hashlib
import io
import json
import pathlib
import re
import subprocess
import sys
import tarfile

USER, ID = "marquee", 10001
MEDIA = "application/vnd.oci.image."
# What nobody reads in a container. Licences stay.
LEFT_OUT = re.compile(
    r"(dev|proc|sys|tmp|run|var/cache|var/lib/apt/lists|usr/share/(man|info|locale|lintian))/."
    r"|usr/share/doc/(?!.*copyright$)(?!marquee/)[^/]+/.|var/log/.*\.log$|var/lib/dpkg/[^/]*-old$")


def text(value):
    return (json.dumps(value, sort_keys=True, separators=(",", ":")) + "\n").encode()


def store(folder, data, kind, **more):
    """Keeps data under its digest, and says where it is."""
    digest = hashlib.sha256(data).hexdigest()
    (folder / "blobs/sha256").mkdir(parents=True, exist_ok=True)
    (folder / "blobs/sha256" / digest).write_bytes(data)
    return {"mediaType": MEDIA + kind, "digest": "sha256:" + digest, "size": len(data), **more}


def members(path):
    """The files of a tar by their names, without what is left out."""
    found = {}
    with tarfile.open(path) as archive:
        for member in archive:
            member.name = member.name.removeprefix("./").rstrip("/")
            if member.name not in ("", ".") and not LEFT_OUT.match(member.name):
                found[member.name] = (member, archive.extractfile(member).read() if member.isreg() else None)
    return found


def added(name, data=None, mode=0o644, owner=0):
    member = tarfile.TarInfo(name)
    member.type, member.mode, member.uid, member.gid = tarfile.DIRTYPE if data is None else tarfile.REGTYPE, mode, owner, owner
    member.size = len(data or b"")
    return {name: (member, data)}


def layer(folder, files, seconds):
    """Stores files as a layer: its place, and the digest of the layer unpacked."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name in sorted(files):
            member, data = files[name]
            member.mtime, member.uname, member.gname = seconds, "", ""
            archive.addfile(member, io.BytesIO(data) if data is not None else None)
    data = buffer.getvalue()
    packed = gzip.compress(data, 6, mtime=0)
    return store(folder, packed, "layer.v1.tar+gzip"), "sha256:" + hashlib.sha256(data).hexdigest()


def make(folder, base, package, version, commit, architecture, seconds):
    folder, seconds = pathlib.Path(folder), int(seconds)
    below, above = members(base), members(package)
    for name, line in ("passwd", f"{USER}:x:{ID}:{ID}::/lake:/usr/sbin/nologin\n"), ("group", f"{USER}:x:{ID}:\n"):
        above |= added("etc/" + name, below["etc/" + name][1] + line.encode())
    above |= added("lake", mode=0o700, owner=ID)
    # A folder that the layer below has keeps its mode and owner.
    above = {name: file for name, file in above.items() if not (file[0].isdir() and name in below)}
    layers = [layer(folder, files, seconds) for files in (below, above)]
    created = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    labels = {"title": "marquee", "version": version, "revision": commit, "licenses": "MIT",
              "description": "Keeps the history of daily rankings", "created": created}
    labels = {"org.opencontainers.image." + name: value for name, value in labels.items()}
    config = store(folder, text({
        "created": created, "architecture": architecture, "os": "linux",
        "config": {
            "User": USER, "WorkingDir": "/lake", "Volumes": {"/lake": {}}, "Entrypoint": ["/usr/bin/marquee"],
            "Cmd": ["schedule", "run"],
            "Env": ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "MARQUEE_LAKE=/lake",
                    "MARQUEE_JOBS=/usr/share/marquee/jobs"],
            "Labels": labels,
        },
        "rootfs": {"type": "layers", "diff_ids": [digest for _, digest in layers]},
        "history": [{"created": created, "created_by": part} for part in ("Debian", "marquee " + version)],
    }), "config.v1+json")
    manifest = store(folder, text({
        "schemaVersion": 2, "mediaType": MEDIA + "manifest.v1+json", "config": config,
        "layers": [place for place, _ in layers], "annotations": labels}),
        "manifest.v1+json", platform={"architecture": architecture, "os": "linux"},
        annotations={"org.opencontainers.image.ref.name": version})
    (folder / "index.json").write_bytes(text({
        "schemaVersion": 2, "mediaType": MEDIA + "index.v1+json", "manifests": [manifest]}))
    (folder / "oci-layout").write_bytes(text({"imageLayoutVersion": "1.0.0"}))


def unpack(folder, root):
    folder = pathlib.Path(folder)

    def blob(place):
        data = (folder / "blobs" / place["digest"].replace(":", "/")).read_bytes()
        if "sha256:" + hashlib.sha256(data).hexdigest() != place["digest"] or len(data) != place["size"]:
            sys.exit(f"{place['digest']} is not what the image says")
        return data

    manifest = json.loads(blob(json.loads((folder / "index.json").read_bytes())["manifests"][0]))
    settings = json.loads(blob(manifest["config"]))
    pathlib.Path(root).mkdir(parents=True)
    for place, digest in zip(manifest["layers"], settings["rootfs"]["diff_ids"], strict=True):
        data = gzip.decompress(blob(place))
        if "sha256:" + hashlib.sha256(data).hexdigest() != digest:
            sys.exit(f"the layer {place['digest']} holds other bytes than the image says")
        subprocess.run(["tar", "-C", root, "--numeric-owner", "-xpf", "-"], input=data, check=True)
    print(json.dumps(settings["config"]))


{"make": make, "unpack": unpack}[sys.argv[1]](*sys.argv[2:])
