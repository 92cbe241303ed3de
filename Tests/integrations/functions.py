"""Deploys jobs/aws/template.yaml into MiniStack, runs a day through both functions, and holds it against a local run.

    functions.py MARQUEE FOLDER

MiniStack runs the functions as processes from the package, with the roles of the template. What it lacks is mended here and not
in the template: it does not fill in the time of a schedule, a reference to a secret is its name there and one to a number a text, its
policies know nothing of `s3:if-none-match`, and it speaks plain HTTP. Prints a line for each check. The first that fails ends it
with 1.
"""

import datetime
import http.server
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
import zipfile

sys.dont_write_bytecode = True

import boto3  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402

from checks import Checks  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
REGION, STACK, PREFIX = "eu-central-1", "marquee-test", "lake"
ITEMS = [f"tt{number}" for number in range(1, 26)]
JOB = """
chart: films
extract: {{ url: "{base}/list", items: "" }}
transform:
  fields: {{ id: {{ from: "/id" }}, title: {{ from: "/title" }}, rank: {{ from: "/rank", type: integer }} }}
enrich:
  preset: omdb
  url: "{base}/?apikey={{key}}&i={{id}}"
  key: {key}
  fields: [title, year]
"""


class Source(http.server.BaseHTTPRequestHandler):
    """The list and the API. The first question about tt3 finds it out of order."""

    asked = {}
    lock = threading.Lock()

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        status = 200
        if url.path == "/list":
            body = [{"id": item, "rank": rank, "title": f"Film {item}", "crew": "x"}
                    for rank, item in enumerate(ITEMS, 1)]
        else:
            item = query["i"]
            with Source.lock:
                count = Source.asked[item] = Source.asked.get(item, 0) + 1
            body = {"Title": f"Named {item}", "Year": "1994", "imdbID": item, "Response": "True"}
            if query["apikey"] != "the-key":
                status, body = 401, {"Response": "False", "Error": "Invalid API key!"}
            elif item == "tt3" and count == 1:
                status = 503
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Cloud:
    """MiniStack, and a user of it: its root key is checked against nothing."""

    def __init__(self, folder):
        self.endpoint = f"http://127.0.0.1:{free_port()}"
        environment = os.environ | {
            "GATEWAY_PORT": self.endpoint.rsplit(":", 1)[1], "BIND_HOST": "127.0.0.1", "AUTH": "true",
            "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0", "AWS_ENDPOINT_URL": self.endpoint,
            "TMPDIR": str(folder)}
        self.log = open(folder / "ministack.log", "wb")
        self.process = subprocess.Popen([sys.executable, "-m", "ministack"], env=environment, cwd=folder,
                                        stdout=self.log, stderr=subprocess.STDOUT)
        self.keys = ("test", "test")
        self.wait(lambda: self.client("sts").get_caller_identity(), 60)
        iam = self.client("iam")
        iam.create_user(UserName="tester")
        iam.put_user_policy(UserName="tester", PolicyName="all", PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}))
        key = iam.create_access_key(UserName="tester")["AccessKey"]
        self.keys = (key["AccessKeyId"], key["SecretAccessKey"])

    def client(self, service, keys=None):
        keys = keys or self.keys
        return boto3.client(service, endpoint_url=self.endpoint, region_name=REGION, aws_access_key_id=keys[0],
                            aws_secret_access_key=keys[1], aws_session_token=keys[2] if len(keys) > 2 else None)

    @staticmethod
    def wait(look, seconds):
        """What look gives, once that is true and no failure."""
        end = time.monotonic() + seconds
        while True:
            try:
                found = look()
                if found:
                    return found
            except Exception as error:
                found = error
            assert time.monotonic() < end, f"not within {seconds} s: {found}"
            time.sleep(0.3)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


class Deployment:
    def __init__(self, cloud, program, work, base):
        self.cloud, self.program, self.work, self.base = cloud, program, work, base

    def lint(self):
        linter = pathlib.Path(sys.executable).parent / "cfn-lint"
        found = subprocess.run([linter, ROOT / "jobs/aws/template.yaml"], capture_output=True, text=True)
        assert found.returncode == 0, found.stdout
        return "no finding"

    def package(self):
        self.zip = self.work / "marquee.zip"
        packed = subprocess.run([ROOT / "jobs/aws/package", self.zip, self.program], capture_output=True, text=True)
        assert packed.returncode == 0, packed.stderr
        with zipfile.ZipFile(self.zip, "a") as archive:
            archive.writestr("jobs/films.yaml", JOB.format(base=self.base, key="{ secret: marquee/omdb }"))
        return packed.stdout.strip().split("/")[-1]

    def deploy(self):
        template = (ROOT / "jobs/aws/template.yaml").read_text()
        template = re.sub(r" *- Sid: OnlyEncrypted\n.*?(?= *- Sid: NothingIsRemoved)", "", template, flags=re.S)
        template = template.replace("Resource: !Ref Secret", 'Resource: "*"').replace("!Ref EnrichAtOnce", "2")
        s3, formation = self.cloud.client("s3"), self.cloud.client("cloudformation")
        s3.create_bucket(Bucket="code", CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.upload_file(str(self.zip), "code", "marquee.zip")
        parameters = {"Job": "films", "Schedule": "rate(1 minute)", "ApiKey": "the-key", "CodeBucket": "code",
                      "CodeKey": "marquee.zip"}
        formation.create_stack(
            StackName=STACK, TemplateBody=template, Capabilities=["CAPABILITY_IAM"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()])

        def state():
            stack = formation.describe_stacks(StackName=STACK)["Stacks"][0]
            return stack if stack["StackStatus"] != "CREATE_IN_PROGRESS" else None

        stack = self.cloud.wait(state, 120)
        assert stack["StackStatus"] == "CREATE_COMPLETE", stack
        self.outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
        self.bucket = urllib.parse.urlsplit(self.outputs["Lake"]).netloc
        return f"{len(formation.list_stack_resources(StackName=STACK)['StackResourceSummaries'])} resources"

    def keys(self):
        found = self.cloud.client("s3").list_objects_v2(Bucket=self.bucket, Prefix=PREFIX + "/")
        return [entry["Key"].removeprefix(PREFIX + "/") for entry in found.get("Contents", [])]

    def invoke(self, function, event):
        answer = self.cloud.client("lambda").invoke(FunctionName=self.outputs[function], Payload=json.dumps(event))
        body = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, body
        return body

    def fires(self):
        """The schedule starts get, which refuses what stands in place of the time, and takes no clock for it."""
        groups = self.cloud.client("logs")
        group = next(name for name in (entry["logGroupName"] for entry in groups.describe_log_groups()["logGroups"])
                     if "GetLog" in name or "GetFunction" in name)
        self.cloud.wait(lambda: groups.filter_log_events(logGroupName=group)["events"], 150)
        assert not [key for key in self.keys() if key.startswith("starts/")], "a run began without a time"
        return group

    def day(self):
        time_due = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.event = {"job": "films", "time": time_due}
        begun = self.invoke("GetFunction", self.event)
        assert begun["queued"] == len(ITEMS), begun
        self.invoke("GetFunction", self.event)
        self.cloud.wait(lambda: [key for key in self.keys() if key.startswith("snapshots/")], 180)
        time.sleep(5)
        snapshots = [key for key in self.keys() if key.startswith("snapshots/")]
        assert len(snapshots) == 1, snapshots
        self.published = begun["day"]
        return f"{begun['queued']} items, {sum(Source.asked.values())} questions, 1 snapshot"

    def again(self):
        """Messages of a run that has ended come once more."""
        before, asked = self.keys(), dict(Source.asked)
        start = next(key for key in before if key.startswith("starts/"))
        run = start.removeprefix("starts/").removesuffix(".json")
        queue = self.cloud.client("sqs")
        for item in ITEMS[:3] * 2:
            queue.send_message(QueueUrl=self.outputs["Queue"], MessageBody=json.dumps(
                {"run": run, "item": item, "entry": {}}))
        attributes = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        self.cloud.wait(lambda: not any(int(count) for count in queue.get_queue_attributes(
            QueueUrl=self.outputs["Queue"], AttributeNames=attributes)["Attributes"].values()), 60)
        assert self.keys() == before and Source.asked == asked, "a message that came again changed something"
        return "6 messages changed nothing"

    def same(self):
        """The version is the one that a run on this machine makes."""
        jobs = self.work / "jobs"
        jobs.mkdir()
        (jobs / "films.yaml").write_text(JOB.format(base=self.base, key="{ environment: THE_KEY }"))
        environment = os.environ | {
            "MARQUEE_JOBS": str(jobs), "THE_KEY": "the-key", "XDG_CACHE_HOME": str(self.work / "cache"),
            "AWS_ENDPOINT_URL": self.cloud.endpoint, "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": self.cloud.keys[0], "AWS_SECRET_ACCESS_KEY": self.cloud.keys[1]}

        def marquee(lake, *words):
            ran = subprocess.run([self.program, *words, "--lake", lake], env=environment, capture_output=True)
            assert ran.returncode == 0, ran.stderr.decode()
            return ran.stdout

        local = str(self.work / "local")
        marquee(local, "run", "films", "--quiet")
        one, other = (marquee(lake, "snapshot", "cat", "films", "--day", self.published)
                      for lake in (self.outputs["Lake"], local))
        assert one == other, "the functions published other bytes"
        marquee(self.outputs["Lake"], "lake", "check", "--read-data", "--quiet")
        return f"{len(one)} bytes"

    def refused(self):
        """The functions' roles, and everybody else, may not remove anything from the lake."""
        iam, tokens = self.cloud.client("iam"), self.cloud.client("sts")
        roles = [role for role in iam.list_roles()["Roles"]
                 if "GetRole" in role["RoleName"] or "EnrichRole" in role["RoleName"]]
        assert len(roles) == 2, roles
        key = f"{PREFIX}/{self.keys()[0]}"
        # Only Lambda may use these roles; for the test this user may, too.
        trust = {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": tokens.get_caller_identity()["Arn"]}, "Action": "sts:AssumeRole"}]}
        for role in roles:
            iam.update_assume_role_policy(RoleName=role["RoleName"], PolicyDocument=json.dumps(trust))
            found = tokens.assume_role(RoleArn=role["Arn"], RoleSessionName="test")["Credentials"]
            keys = (found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])
            try:
                self.cloud.client("s3", keys).delete_object(Bucket=self.bucket, Key=key)
            except ClientError as error:
                assert error.response["Error"]["Code"] in ("AccessDenied", "403"), error
            else:
                raise AssertionError(f"{role['RoleName']} may delete")
        return "2 roles"


def main(program, folder):
    work = pathlib.Path(folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Source)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    checks, cloud = Checks(), Cloud(work)
    try:
        one = Deployment(cloud, program, work, f"http://127.0.0.1:{server.server_port}")
        for name, check in [
                ("template", one.lint), ("package", one.package), ("deployment", one.deploy),
                ("schedule", one.fires), ("a day through both functions", one.day),
                ("messages that come again", one.again), ("the bytes of a local run", one.same),
                ("a delete by the functions", one.refused)]:
            checks(name, check)
    finally:
        cloud.stop()
        shutil.rmtree(work / "code", ignore_errors=True)
    print(f"{checks.count} checks held")


if __name__ == "__main__":
    main(*sys.argv[1:])
