"""Earlier versions of the add-on, and their files out of git."""

import ast
import re
import shutil
import subprocess
import tempfile
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tools.machine import say
from tools.machine.home import CHECKOUT, replace_dir

from .compare import Expected

# what is needed of a version: the add-on, and the demo that fills it
PATHS = ("becs_claims", "tools")
# names of fields in demos of versions before 19.0.4.6.0 → those of today
RENAMED = {"amount_claims": "amount_claimed", "count_review": "review_count"}


@dataclass(frozen=True)
class Version:
    """A version, as it was when the next one was begun.

    :param number: what its manifest says
    :param commit: the last one with that number
    :param expected: what may differ beside what always may, and why
    """

    number: str
    commit: str
    expected: Expected = field(default_factory=Expected)


# Names of fields and dialogs were others; dialogs are made anew.
NAMES = Expected(
    tables=dict.fromkeys(
        (
            "becs_claim_becs_name_resolution_list_rel",
            "becs_claim_becs_name_resolution_rel",
            "becs_claim_line_becs_claim_line_resubmit_rel",
            "becs_claim_line_resubmit",
            "becs_name_resolution",
            "becs_name_resolution_choice",
            "becs_name_resolution_list",
        ),
        "dialogs were not kept",
    ),
    rows={
        "becs_event": (
            lambda row: "Lines That Match" in (row["note"] or ""),
            "what a check looks at is kept in the names of fields of its day",
        ),
    },
)
# Of what claims are validated by fewer changes were kept, or none. It says more of the
# events than NAMES does, and stands for both.
CHANGES = NAMES.with_more(
    Expected(
        rows={
            "becs_event": (
                lambda row: row["kind"] == "affected",
                "fewer changes of what claims are judged by were kept",
            ),
        },
    )
)
# Who wrote a program was not kept, nor the dialogs that amend one.
WRITERS = Expected(
    tables={
        "becs_program_written_rel": "of approved programs it is not known",
        "becs_program_amend": "dialogs were not kept",
        "becs_program_amend_customer_rel": "as becs_program_amend",
        "becs_program_amend_distributor_rel": "as becs_program_amend",
        "becs_program_amend_line": "as becs_program_amend",
    },
    columns={
        ("becs_program", "writings"): "as becs_program_written_rel",
        ("becs_program", "write_uid"): "as becs_program_written_rel",
    },
).with_more(CHANGES)
# Mails that were sent before an update stay in the words of then.
MAILS = Expected(
    names={
        "mail_message": (
            "model", "res_id", "message_type", "subtype_id", "author_id", "subject",
        ),
    },
    columns={
        ("mail_message", "body"): "mails were worded otherwise",
        ("mail_mail", "body_html"): "mails were worded otherwise",
    },
).with_more(WRITERS)  # fmt: skip
# Before programs had versions and requests were made. What was not kept then is not
# known today, and other people write and are told at other steps.
UNVERSIONED = MAILS.with_more(
    Expected(
        names={
            "becs_finding": ("claim_line_id", "rule_id"),
            "becs_dispute": ("claim_line_id",),
        },
        tables={
            "becs_program_change": "changes of programs were not kept",
            "becs_program_version": "versions of programs were not kept",
            "mail_activity": "people are told at other steps",
            "mail_followers": "as mail_activity",
            "mail_followers_mail_message_subtype_rel": "as mail_activity",
            "mail_mail": "as mail_activity",
            "mail_mail_res_partner_rel": "as mail_activity",
            "mail_message": "as mail_activity",
            "mail_notification": "as mail_activity",
        },
        columns={
            ("*", "write_uid"): "other people write at some steps",
            ("becs_claim_line", "program_version"): "versions were not kept",
            ("becs_finding", "message"): "some were worded otherwise",
            ("becs_intake", "replaces_lines"): "no file replaced lines",
            ("becs_job", "as_server"): "work was not done in the server's name",
            ("becs_program", "version"): "versions were not kept",
            ("ir_cron", "nextcall"): "two came with an update",
        },
        empty=dict.fromkeys(
            (
                "becs_program_amend",
                "becs_program_amend_customer_rel",
                "becs_program_amend_distributor_rel",
                "becs_program_amend_line",
                "becs_program_line_terms",
                "becs_program_terms",
                "becs_program_terms_customer_rel",
                "becs_program_warning",
                "becs_request",
                "becs_request_entered_rel",
                "becs_request_line",
                "becs_upload",
            ),
            "there were none yet",
        ),
    )
)
VERSIONS = [
    Version("19.0.4.6.0", "8d0d675bc237d4e9f7bc19d37524ad39a31e1497", Expected()),
    Version("19.0.4.5.0", "17943ecc3904a46ed6cf018a93fcf8020b5c5d62", NAMES),
    Version("19.0.4.4.0", "96c2ea53e5ab18934db2bc253875d6b7ec1fce31", NAMES),
    Version("19.0.4.3.0", "e3931b351a2b1b8c8d19a38cb10309c9a718eff3", CHANGES),
    Version("19.0.4.2.0", "ee4c660a6d65581ffb62d23e8857c42664fd2572", WRITERS),
    Version("19.0.4.1.0", "ee4360f3f8470980c6ffb0d4e1d151957e5f57e2", WRITERS),
    Version("19.0.4.0.0", "003be887eb22c8a09ee2407327d16c5bd6103013", MAILS),
    Version("19.0.3.0.0", "51d5138742107f32691f540a4b06f1efa67b7ee5", UNVERSIONED),
    Version("19.0.2.0.0", "d81409d4ed687e6212f9f0c5e91dccd9d74eba98", UNVERSIONED),
]


def number(addon):
    """The version that the manifest of an add-on names."""
    return ast.literal_eval((addon / "__manifest__.py").read_text())["version"]


def folder(home, version):
    """The files of a version, taken out of git when they are not there.

    :raise Problem: without git, or where the commit is not in the repository
    """
    target = home.root / "versions" / version.number
    stamp = home.stamp(f"version-{version.number}")
    if stamp.matches(version.commit) and target.is_dir():
        return target
    with home.lock("versions"):
        _take_out(version, target)
        stamp.write(version.commit)
    return target


@contextmanager
def demo_of_today(home, version):
    """Inside, a folder with the version's demo that fills today's add-on.

    It does what it did, and calls fields what they are called today.
    """
    with tempfile.TemporaryDirectory() as made:
        tools = Path(made) / "tools"
        shutil.copytree(folder(home, version) / "tools", tools)
        for path in tools.rglob("*.py"):
            text = path.read_text()
            for former, name in RENAMED.items():
                text = re.sub(rf"\b{former}\b", name, text)
            path.write_text(text)
        yield Path(made)


def _take_out(version, target):
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    archive = fresh / "files.zip"
    done = _git("archive", "--format=zip", "-o", archive, version.commit, *PATHS)
    if done.returncode:
        raise say.Problem(
            f"Version {version.number} is commit {version.commit[:12]}. {_advice()}"
            f" (git said: {done.stderr.strip()})"
        )
    with zipfile.ZipFile(archive) as files:
        files.extractall(fresh)
    archive.unlink()
    replace_dir(fresh, target)


def _advice():
    """What to do where git does not give a commit."""
    shallow = _git("rev-parse", "--is-shallow-repository")
    if shallow.returncode:
        return "This is no git repository that can be read. Clone it with git."
    if shallow.stdout.strip() == "true":
        return (
            "This is a shallow clone without it. Fetch it with: git fetch --unshallow"
        )
    return "This clone is without it. Fetch it with: git fetch origin"


def _git(*arguments):
    command = ["git", *arguments]
    try:
        return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True)
    except FileNotFoundError:
        raise say.Problem(
            "Earlier versions are taken out of git, which is missing. Install git."
        ) from None
