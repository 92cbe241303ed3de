"""Servers with the protocol of S3, each on loopback and ended with its `with` block: MiniStack, a Ceph object gateway from
Debian, and two that replace existing objects, OpenStack Swift and rclone."""

import contextlib
import os
import pathlib
import socket
import subprocess
import sys
import time

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

import server

CEPH = ["radosgw", "ceph-mon", "ceph-osd", "ceph-common"]
KEY, SECRET, REGION = "proof-key", "proof-secret", "us-east-1"


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def install(packages):
    """Installs Debian packages that are missing, without starting their services."""
    asked = subprocess.run(["dpkg", "-s", *packages], capture_output=True, check=False)
    if asked.returncode == 0:
        return
    rule = pathlib.Path("/usr/sbin/policy-rc.d")
    if not rule.exists():
        rule.write_text("#!/bin/sh\nexit 101\n")
        rule.chmod(0o755)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "-qq", *words], check=True, stdout=subprocess.DEVNULL, env=environment)


class Store:
    """A server on loopback, and a client for a user with all permissions."""

    name = ""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        self.port = free_port()
        self.keys = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
        self.ending = contextlib.ExitStack()

    def __enter__(self):
        with contextlib.ExitStack() as undo:
            undo.enter_context(self.ending)
            self.start()
            undo.pop_all()
        return self

    def __exit__(self, *_):
        self.ending.close()

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    def client(self, service, at_once=10):
        config = Config(
            s3={"addressing_style": "path"}, request_checksum_calculation="when_required", retries={"max_attempts": 0},
            max_pool_connections=at_once,
        )
        return botocore.session.Session().create_client(
            service, region_name=REGION, endpoint_url=self.endpoint, config=config,
            aws_access_key_id=self.keys["AWS_ACCESS_KEY_ID"], aws_secret_access_key=self.keys["AWS_SECRET_ACCESS_KEY"],
        )

    def begin(self, name, *command, **options):
        """Starts a process that ends with the store. Its output goes to a file with its name."""
        log = self.ending.enter_context(open(self.folder / f"{name}.log", "wb"))
        process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=subprocess.STDOUT, **options)

        def end():
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

        self.ending.callback(end)
        return process

    def make_bucket(self, bucket, seconds=60):
        """Makes a bucket as soon as the server answers."""
        end = time.monotonic() + seconds
        while True:
            try:
                return self.client("s3").create_bucket(Bucket=bucket)
            except (BotoCoreError, ClientError) as error:
                assert time.monotonic() < end, f"{self.name} does not answer: {error}"
                time.sleep(0.3)


class MiniStack(Store):
    name = "MiniStack"

    def start(self):
        stack = self.ending.enter_context(server.MiniStack(self.folder / "ministack"))
        self.port = stack.port
        user = stack.make_user("proof", "*", "*")
        self.keys = {name: user[name] for name in self.keys}


class Ceph(Store):
    """A monitor, a daemon that keeps objects in memory, and a gateway. All their files are in one folder."""

    name = "Ceph"

    def start(self):
        install(CEPH)
        monitor = f"127.0.0.1:{free_port()}"
        keyring, config = self.folder / "keyring", self.folder / "ceph.conf"
        config.write_text(f"""
[global]
fsid = 5e0b7b5c-52f5-4a2e-9d0f-0a54a9e6b8a1
mon host = {monitor}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = {keyring}
run dir = {self.folder}
log file = {self.folder}/$name-own.log
admin socket = {self.folder}/$name.asok
pid file = {self.folder}/$name.pid
mon data = {self.folder}/monitor
osd data = {self.folder}/daemon
osd objectstore = memstore
memstore device bytes = 2147483648
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd crush chooseleaf type = 0
mon allow pool size one = true
paxos propose interval = 0.05
paxos min wait = 0.01
setuser = root
[client.rgw.proof]
rgw frontends = beast endpoint=127.0.0.1:{self.port}
rgw thread pool size = 64
""")
        for name in ("monitor", "daemon"):
            (self.folder / name).mkdir()

        def ask(*command, tries=1):
            for number in range(tries):
                done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=60, check=False)
                if done.returncode == 0:
                    return done.stdout
                time.sleep(0.5)
            raise AssertionError(f"{' '.join(map(str, command))}: {done.stderr}")

        everything = ["--cap", "mon", "allow *", "--cap", "osd", "allow *"]
        new = "--create-keyring"
        for entity, allowed in (("mon.", everything[:3]), ("client.admin", everything), ("client.rgw.proof", everything)):
            ask("ceph-authtool", *([new] if new else []), keyring, "--gen-key", "-n", entity, *allowed)
            new = None
        known = ["--conf", config]
        map_ = self.folder / "monmap"
        ask("monmaptool", "--create", "--add", "a", monitor, "--fsid", "5e0b7b5c-52f5-4a2e-9d0f-0a54a9e6b8a1", map_)
        ask("ceph-mon", *known, "--mkfs", "-i", "a", "--monmap", map_, "--keyring", keyring)
        self.begin("monitor", "ceph-mon", *known, "-i", "a", "-f", "--public-addr", monitor)
        ceph = ["ceph", *known, "--connect-timeout", "5"]
        ask(*ceph, "osd", "create", tries=20)
        daemon = ask(*ceph, "auth", "get-or-create", "osd.0", "mon", "allow profile osd", "osd", "allow *")
        with open(keyring, "a") as file:
            file.write(daemon)
        ask("ceph-osd", *known, "-i", "0", "--mkfs")
        self.begin("daemon", "ceph-osd", *known, "-i", "0", "-f")
        ask(*ceph, "osd", "crush", "add-bucket", "here", "host")
        ask(*ceph, "osd", "crush", "move", "here", "root=default")
        ask(*ceph, "osd", "crush", "add", "osd.0", "1.0", "host=here")
        gateway = self.begin("gateway", "radosgw", *known, "-f", "-n", "client.rgw.proof")
        user = ["user", "create", "--uid=proof", "--display-name=proof", f"--access-key={KEY}", f"--secret={SECRET}"]
        ask("radosgw-admin", *known, "-n", "client.rgw.proof", *user, tries=5)
        assert gateway.poll() is None, "the gateway has ended"


class Rclone(Store):
    name = "rclone"

    def start(self):
        (self.folder / "buckets").mkdir()
        self.begin(
            "serve", pathlib.Path(sys.executable).with_name("rclone"), "serve", "s3", "--auth-key", f"{KEY},{SECRET}", "--addr", f"127.0.0.1:{self.port}",
            self.folder / "buckets",
        )


class Swift(Store):
    """One server of each kind that Swift needs; objects are files."""

    name = "Swift"
    # A ring for each part of the name of what is stored, with the number of the part.
    RING = {"account": 0, "container": 1, "object": 2}

    def start(self):
        tool = pathlib.Path(sys.executable).with_name
        settings = f"swift_dir = {self.folder}\nuser = {os.environ.get('USER', 'root')}\nlog_level = WARNING\n"
        environment = os.environ | {"SWIFT_CONF": str(self.folder / "swift.conf")}
        (self.folder / "swift.conf").write_text("[swift-hash]\nswift_hash_path_suffix = proof\nswift_hash_path_prefix = proof\n"
                                                "[storage-policy:0]\nname = gold\ndefault = yes\n")
        (self.folder / "devices" / "disk").mkdir(parents=True)
        for ring in self.RING:
            port = free_port()
            builder = f"{ring}.builder"
            for words in (["create", "4", "1", "0"], ["add", f"r1z1-127.0.0.1:{port}/disk", "1"], ["rebalance"]):
                subprocess.run([tool("swift-ring-builder"), builder, *words], cwd=self.folder, check=False, capture_output=True)
            config = self.folder / f"{ring}.conf"
            config.write_text(
                f"[DEFAULT]\n{settings}bind_ip = 127.0.0.1\nbind_port = {port}\nworkers = 2\nmount_check = false\n"
                f"devices = {self.folder}/devices\n[pipeline:main]\npipeline = {ring}-server\n"
                f"[app:{ring}-server]\nuse = egg:swift#{ring}\n"
            )
            self.begin(ring, tool(f"swift-{ring}-server"), config, env=environment)
        config = self.folder / "proxy.conf"
        config.write_text(f"""
[DEFAULT]
{settings}bind_ip = 127.0.0.1
bind_port = {self.port}
workers = 4
[pipeline:main]
pipeline = catch_errors cache s3api tempauth copy slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:{free_port()}
[filter:s3api]
use = egg:swift#s3api
location = {REGION}
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
""")
        self.keys = {"AWS_ACCESS_KEY_ID": "test:tester", "AWS_SECRET_ACCESS_KEY": "testing"}
        self.begin("proxy", tool("swift-proxy-server"), config, env=environment)
