"""MiniStack, a server that implements AWS's protocols, with users made for the checks."""

import json
import os
import pathlib
import socket
import subprocess
import sys
import time

import botocore.session
from botocore.exceptions import BotoCoreError, ClientError

REGION = "eu-central-1"
SETTINGS = {"AUTH": "true", "BIND_HOST": "127.0.0.1", "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0", "LOG_LEVEL": "WARNING"}
# MiniStack does not check this key, which belongs to the user that makes the others.
ROOT = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


def wait(look, seconds):
    """The result of `look` once it is true and `look` does not fail."""
    end = time.monotonic() + seconds
    while True:
        try:
            found = look()
            if found:
                return found
        except (BotoCoreError, ClientError) as error:
            found = error
        assert time.monotonic() < end, f"not within {seconds} s: {found}"
        time.sleep(0.2)


class MiniStack:
    """A server of its own on a free port, which ends with the `with` block."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.folder = pathlib.Path(folder)

    def __enter__(self):
        self.folder.mkdir(parents=True)
        command = pathlib.Path(sys.executable).with_name("ministack")
        # The functions that MiniStack runs find the server at this address.
        settings = {**SETTINGS, "GATEWAY_PORT": str(self.port), "AWS_ENDPOINT_URL": self.endpoint}
        folders = {name: str(self.folder) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
        self.log = open(self.folder / "ministack.log", "w")
        self.process = subprocess.Popen(
            [command], cwd=self.folder, env={**os.environ, **settings, **folders}, stdout=self.log, stderr=subprocess.STDOUT
        )
        try:
            wait(self.answers, 60)
        except AssertionError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.log.close()

    def answers(self):
        assert self.process.poll() is None, f"MiniStack ended: {(self.folder / 'ministack.log').read_text()[-2000:]}"
        return self.client("sts").get_caller_identity()

    def client(self, service, keys=ROOT):
        return botocore.session.Session().create_client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=keys.get("AWS_SESSION_TOKEN"),
        )

    def make_bucket(self, name):
        s3 = self.client("s3")
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})

    def make_user(self, name, actions, resources):
        """Makes a user who may do `actions` to `resources`; returns the environment variables that make a program act as this
        user."""
        iam = self.client("iam")
        statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="all", PolicyDocument=policy)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        keys = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
        return {**keys, "AWS_ENDPOINT_URL": self.endpoint, "AWS_REGION": REGION}

    def versions(self, bucket, prefix=""):
        """The number of versions of each key with `prefix`, and the keys that were deleted."""
        pages = self.client("s3").get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
        counts, deleted = {}, []
        for page in pages:
            for version in page.get("Versions", []):
                counts[version["Key"]] = counts.get(version["Key"], 0) + 1
            deleted += [marker["Key"] for marker in page.get("DeleteMarkers", [])]
        return counts, deleted
