"""Deploys jobs/aws/template.yaml into MiniStack, runs a day through both functions, and holds it against a local run.

    functions.py MARQUEE FOLDER

MiniStack runs the functions as processes from the package, with the roles of the template. What it lacks is mended here and not
in the template: see Deployment.template. Prints a line for each check. The first that fails ends it with 1.
"""

import datetime
import http.server
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
import zipfile
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True

from botocore.exceptions import ClientError  # noqa: E402

from checks import Checks  # noqa: E402
from server import MiniStack, wait  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
STACK, PREFIX, KEY = "marquee-test", "lake", "the-key-of-the-api"
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
    """The list and the API. The API fails at the first request about tt3; the function that first asks about tt5 is killed."""

    asked = {}
    lock = threading.Lock()
    kill = None

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        if url.path == "/list":
            return self.answer(200, [{"id": item, "rank": rank, "title": f"Film {item}", "crew": "x"}
                                     for rank, item in enumerate(ITEMS, 1)])
        item = query["i"]
        with Source.lock:
            count = Source.asked[item] = Source.asked.get(item, 0) + 1
        if query["apikey"] != KEY:
            self.answer(401, {"Response": "False", "Error": "Invalid API key!"})
        elif count == 1 and item == "tt5" and Source.kill:
            Source.kill()
        else:
            self.answer(503 if count == 1 and item == "tt3" else 200,
                        {"Title": f"Named {item}", "Year": "1994", "imdbID": item, "Response": "True"})

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


class Deployment:
    def __init__(self, server, program, work, base):
        self.killed = []
        self.server, self.program, self.work, self.base = server, program, work, base
        # MiniStack gives its root user every permission without a check, so a user is made.
        self.user = server.make_user("tester", "*", "*")

    def client(self, service, keys=None):
        return self.server.client(service, keys or self.user)

    def lint(self):
        linter = pathlib.Path(sys.executable).parent / "cfn-lint"
        found = subprocess.run([linter, ROOT / "jobs/aws/template.yaml"], capture_output=True, text=True)
        assert found.returncode == 0, found.stdout + found.stderr
        return "no finding"

    def package(self):
        self.zip = self.work / "marquee.zip"
        packed = subprocess.run([ROOT / "jobs/aws/package", self.zip, self.program], capture_output=True, text=True)
        assert packed.returncode == 0, packed.stderr
        with zipfile.ZipFile(self.zip, "a") as archive:
            archive.writestr("jobs/films.yaml", JOB.format(base=self.base, key="{ secret: marquee/omdb }"))
        return packed.stdout.strip().split("/")[-1]

    def template(self):
        """The template, changed where MiniStack lacks something."""
        template = (ROOT / "jobs/aws/template.yaml").read_text()
        for pattern, other in [
                # MiniStack speaks plain HTTP, and its policies do not know `s3:if-none-match`.
                (r" *- Sid: OnlyEncrypted\n.*?(?= *- Sid: NothingIsRemoved)", ""),
                # There, a reference to a secret gives its name, and one to a number gives a text.
                ("Resource: !Ref Secret", 'Resource: "*"'), ("!Ref EnrichAtOnce", "2"),
                # AWS has no permission of this name: there it is part of SendMessage.
                ("Action: sqs:SendMessage$", "Action: [sqs:SendMessage, sqs:SendMessageBatch]"),
                # MiniStack does not fill in the time of a schedule.
                ("<aws.scheduler.scheduled-time>", self.time),
                # The message of a killed function must come again while the test waits for it.
                ("VisibilityTimeout: 720", "VisibilityTimeout: 10")]:
            template, count = re.subn(pattern, other, template, flags=re.S | re.M)
            assert count, f"the template has no {pattern}"
        return template

    def deploy(self):
        s3, formation = self.client("s3"), self.client("cloudformation")
        self.server.make_bucket("code")
        s3.put_object(Bucket="code", Key="marquee.zip", Body=self.zip.read_bytes())
        self.time = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        parameters = {"Job": "films", "Schedule": f"at({self.time[:-1]})", "ApiKey": KEY, "CodeBucket": "code",
                      "CodeKey": "marquee.zip"}
        formation.create_stack(
            StackName=STACK, TemplateBody=self.template(), Capabilities=["CAPABILITY_IAM"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()])

        def state():
            stack = formation.describe_stacks(StackName=STACK)["Stacks"][0]
            return stack if stack["StackStatus"] != "CREATE_IN_PROGRESS" else None

        stack = wait(state, 120)
        assert stack["StackStatus"] == "CREATE_COMPLETE", stack
        self.outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
        self.bucket = urllib.parse.urlsplit(self.outputs["Lake"]).netloc
        return f"{len(formation.list_stack_resources(StackName=STACK)['StackResourceSummaries'])} resources"

    def keys(self, start=""):
        found = self.client("s3").list_objects_v2(Bucket=self.bucket, Prefix=f"{PREFIX}/{start}")
        return [entry["Key"].removeprefix(f"{PREFIX}/") for entry in found.get("Contents", [])]

    def invoke(self, function, event):
        """The function's answer, and whether it is a failure."""
        answer = self.client("lambda").invoke(FunctionName=self.outputs[function], Payload=json.dumps(event))
        return json.loads(answer["Payload"].read()), "FunctionError" in answer

    def timeless(self):
        """An event without a time is refused: no clock is used instead."""
        answer, failed = self.invoke("GetFunction", {"job": "films", "time": "<aws.scheduler.scheduled-time>"})
        assert failed and "the job was due" in answer["errorMessage"], answer
        return answer["errorType"]

    def fires(self):
        """The schedule starts the function that fetches the list."""
        wait(lambda: self.keys("starts/"), 60)
        return f"due at {self.time}"

    def processes(self):
        """The processes of the function that enriches items, which MiniStack starts with its folder as TMPDIR."""
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                environment = (entry / "environ").read_bytes().split(b"\0")
                if f"TMPDIR={self.server.folder}".encode() in environment and b"_HANDLER=enrich" in environment:
                    yield int(entry.name)
            except OSError:
                continue

    def kill(self):
        self.killed = list(self.processes())
        for process in self.killed:
            os.kill(process, signal.SIGKILL)

    def day(self):
        """The event of the schedule comes twice more, a function is killed, and the API fails for a while."""
        event = {"job": "films", "time": self.time}
        with ThreadPoolExecutor() as pool:
            answers = list(pool.map(lambda _: self.invoke("GetFunction", event), range(2)))
        assert not any(failed for _, failed in answers), answers
        self.published = answers[0][0]["day"]
        wait(lambda: self.keys("snapshots/"), 120)
        queue = self.client("sqs")
        wait(lambda: self.is_empty(queue), 60)
        assert len(self.keys("snapshots/")) == 1, self.keys("snapshots/")
        assert self.killed, "no function was killed"
        assert sorted(Source.asked) == sorted(ITEMS), Source.asked
        assert Source.asked["tt3"] > 1 and Source.asked["tt5"] > 1, Source.asked
        return f"{len(ITEMS)} items, {sum(Source.asked.values())} questions, 1 snapshot"

    def is_empty(self, queue):
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = queue.get_queue_attributes(QueueUrl=self.outputs["Queue"], AttributeNames=names)["Attributes"]
        return not any(int(count) for count in found.values())

    def again(self):
        """Messages of a finished run are delivered again."""
        before, asked = self.keys(), dict(Source.asked)
        run = self.keys("starts/")[0].removeprefix("starts/").removesuffix(".json")
        queue = self.client("sqs")
        for item in ITEMS[:3] * 2:
            queue.send_message(QueueUrl=self.outputs["Queue"], MessageBody=json.dumps(
                {"run": run, "item": item, "entry": {}}))
        wait(lambda: self.is_empty(queue), 60)
        assert self.keys() == before and Source.asked == asked, "a message that came again changed something"
        return "6 messages changed nothing"

    def once(self):
        """Nothing was replaced in the lake, and nothing removed."""
        counts, deleted = self.server.versions(self.bucket)
        again = [key for key, count in counts.items() if count > 1]
        assert not again and not deleted, f"written again: {again[:5]}, deleted: {deleted[:5]}"
        return f"{len(counts)} keys"

    def same(self):
        """The version is the same as that of a run on this machine."""
        jobs = self.work / "jobs"
        jobs.mkdir()
        (jobs / "films.yaml").write_text(JOB.format(base=self.base, key="{ environment: THE_KEY }"))
        environment = os.environ | self.user | {
            "MARQUEE_JOBS": str(jobs), "THE_KEY": KEY, "XDG_CACHE_HOME": str(self.work / "cache")}

        def marquee(lake, *words):
            ran = subprocess.run([self.program, *words, "--lake", lake], env=environment, capture_output=True)
            assert ran.returncode == 0, ran.stderr.decode()
            return ran.stdout

        local = str(self.work / "local")
        marquee(local, "run", "films", "--day", self.published, "--quiet")
        one, other = (marquee(lake, "snapshot", "cat", "films", "--day", self.published)
                      for lake in (self.outputs["Lake"], local))
        assert one == other, "the functions published other bytes"
        marquee(self.outputs["Lake"], "lake", "check", "--read-data", "--quiet")
        return f"{len(one)} bytes"

    def silent(self):
        """The key is in no log and not in the lake."""
        logs, s3, key, count = self.client("logs"), self.client("s3"), KEY.encode(), 0
        for group in logs.describe_log_groups()["logGroups"]:
            for event in logs.filter_log_events(logGroupName=group["logGroupName"])["events"]:
                count += 1
                assert KEY not in event["message"], event
        assert key not in (self.server.folder / "ministack.log").read_bytes(), "the key is in the log"
        for name in self.keys():
            assert key not in s3.get_object(Bucket=self.bucket, Key=f"{PREFIX}/{name}")["Body"].read(), name
        assert count, "the functions logged nothing"
        return f"{count} lines"

    def refused(self):
        """The functions' roles may not remove anything from the lake, and neither may this user, who has all permissions."""
        iam, tokens = self.client("iam"), self.client("sts")
        roles = [role for role in iam.list_roles()["Roles"]
                 if "GetRole" in role["RoleName"] or "EnrichRole" in role["RoleName"]]
        assert len(roles) == 2, roles
        key = f"{PREFIX}/{self.keys()[0]}"
        # Only Lambda may assume these roles; for the test this user may as well.
        trust = {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": tokens.get_caller_identity()["Arn"]}, "Action": "sts:AssumeRole"}]}
        users = {"tester": self.user}
        for role in roles:
            iam.update_assume_role_policy(RoleName=role["RoleName"], PolicyDocument=json.dumps(trust))
            found = tokens.assume_role(RoleArn=role["Arn"], RoleSessionName="test")["Credentials"]
            users[role["RoleName"]] = {
                "AWS_ACCESS_KEY_ID": found["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": found["SecretAccessKey"],
                "AWS_SESSION_TOKEN": found["SessionToken"]}
        for name, keys in users.items():
            s3 = self.client("s3", keys)
            s3.head_object(Bucket=self.bucket, Key=key)
            try:
                s3.delete_object(Bucket=self.bucket, Key=key)
            except ClientError as error:
                assert error.response["Error"]["Code"] in ("AccessDenied", "403"), error
            else:
                raise AssertionError(f"{name} may delete")
        return ", ".join(users)


def main(program, folder):
    work = pathlib.Path(folder)
    source = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Source)
    threading.Thread(target=source.serve_forever, daemon=True).start()
    checks = Checks()
    with MiniStack(work / "ministack") as server:
        one = Deployment(server, program, work, f"http://127.0.0.1:{source.server_port}")
        Source.kill = one.kill
        for name, check in [
                ("template", one.lint), ("package", one.package), ("deployment", one.deploy),
                ("an event without a time", one.timeless), ("schedule", one.fires),
                ("a day through both functions", one.day), ("messages that come again", one.again),
                ("everything written once", one.once), ("the bytes of a local run", one.same),
                ("the key is shown nowhere", one.silent), ("a delete by the functions", one.refused)]:
            checks(name, check)
    print(f"{checks.count} checks held")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
