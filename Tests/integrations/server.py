"""MiniStack, a server that speaks AWS's protocols, with one bucket and a user who may only put, get and list there."""

import json
import os
import pathlib
import socket
import subprocess
import sys
import time

import botocore.session
from botocore.exceptions import BotoCoreError

BUCKET = "lake"
REGION = "us-east-1"
ALLOWED = ["s3:PutObject", "s3:GetObject", "s3:ListBucket", "s3:GetBucketVersioning", "s3:GetEncryptionConfiguration"]
SETTINGS = {"AUTH": "true", "BIND_HOST": "127.0.0.1", "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0", "LOG_LEVEL": "WARNING"}


class MiniStack:
    """A server of its own on a free port; it ends with the `with` block."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.folder = pathlib.Path(folder)

    def __enter__(self):
        self.folder.mkdir(parents=True)
        command = pathlib.Path(sys.executable).with_name("ministack")
        environment = {**os.environ, **SETTINGS, "GATEWAY_PORT": str(self.port), "HOME": str(self.folder)}
        self.log = open(self.folder / "ministack.log", "w")
        self.process = subprocess.Popen(
            [command], cwd=self.folder, env=environment, stdout=self.log, stderr=subprocess.STDOUT
        )
        # MiniStack does not check this key: it is the one that makes the user.
        self.root = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        self.s3 = self.client("s3", self.root)
        deadline = time.monotonic() + 60
        while True:
            try:
                self.s3.create_bucket(Bucket=BUCKET)
                break
            except BotoCoreError:
                assert self.process.poll() is None and time.monotonic() < deadline, "MiniStack does not answer"
                time.sleep(0.5)
        self.s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        self.user = self.make_user("writer", ALLOWED)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.log.close()

    def client(self, service, keys):
        return botocore.session.Session().create_client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        )

    def make_user(self, name, actions):
        """The variables with the keys of a new user who may do `actions`."""
        iam = self.client("iam", self.root)
        statement = {"Effect": "Allow", "Action": actions, "Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"]}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="lake", PolicyDocument=policy)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}

    @property
    def environment(self):
        """What leads the program here as the user."""
        return {**self.user, "AWS_ENDPOINT_URL_S3": self.endpoint, "AWS_REGION": REGION}

    def versions(self, prefix):
        """How many versions each key behind `prefix` has, and what was deleted."""
        pages = self.s3.get_paginator("list_object_versions").paginate(Bucket=BUCKET, Prefix=prefix)
        counts, deleted = {}, []
        for page in pages:
            for version in page.get("Versions", []):
                counts[version["Key"]] = counts.get(version["Key"], 0) + 1
            deleted += [marker["Key"] for marker in page.get("DeleteMarkers", [])]
        return counts, deleted

    def read(self, key):
        return self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
