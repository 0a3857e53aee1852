"""Policy files: what is read, what is refused and why, and what is kept on file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.errors import FeedError
from bot.policies.files import PolicyFiles
from bot.policies.policy import Policy
from bot.policies.reading import read_policies
from tests.commands import quartermaster

GOOD = "---\ntopic: returns\ntitle: Returns\nsource: Terms, 7\neffective: 2026-01-01\n---\nWithin 30 days.\n"


def written(folder: Path, **contents: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in contents.items():
        (folder / name.replace("_dot_", ".")).write_text(text, encoding="utf-8")
    return folder


def test_markdown_and_yaml_are_read(tmp_path: Path) -> None:
    folder = written(
        tmp_path / "policies",
        a_dot_md=GOOD,
        b_dot_yaml="- {topic: Price Match, title: M, source: N, effective: 2026-01-01, expires: 2026-12-31, text: Same}\n",
        readme_dot_txt="not a policy",
    )
    policies, faults = read_policies(folder)
    assert not faults
    assert policies[0] == Policy("returns", "Returns", "Within 30 days.", "Terms, 7", date(2026, 1, 1))
    assert (policies[1].topic, policies[1].expires) == ("price_match", date(2026, 12, 31))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Within 30 days.", "has no head"),
        (GOOD.replace("title: Returns\n", ""), "lacks title"),
        (GOOD.replace("2026-01-01", "soon"), "has no day in effective"),
        (GOOD.replace("---\nWithin", "expires: 2025-01-01\n---\nWithin"), "before it takes effect"),
        (GOOD.replace("---\nWithin", "url: javascript:alert(1)\n---\nWithin"), "no web address"),
        (GOOD.replace("---\nWithin", "colour: red\n---\nWithin"), "unknown field 'colour'"),
        (GOOD.replace("title: Returns", "title: [Returns"), "no readable YAML"),
        (GOOD.replace("topic: returns", "topic: '!!'"), "no plain word"),
        (GOOD.replace("Within 30 days.\n", ""), "lacks text"),
        ("---\n- a\n---\ntext", "no list of names"),
        ("x" * 300_000, "more than 200,000 bytes"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "bad.md").write_text(text)
    policies, faults = read_policies(tmp_path / "bad.md")
    assert policies == []
    assert reason in faults[0].reason


def test_one_bad_policy_of_a_list_leaves_the_others(tmp_path: Path) -> None:
    listed = "- {topic: a, title: A, source: S, effective: 2026-01-01, text: One.}\n- nothing\n- {topic: b}\n"
    (tmp_path / "list.yaml").write_text(listed)
    policies, faults = read_policies(tmp_path / "list.yaml")
    assert [policy.topic for policy in policies] == ["a"]
    assert [fault.file for fault in faults] == ["list.yaml, policy 2", "list.yaml, policy 3"]


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_bytes(b"---\n\xff\xfe\n---\n")
    assert read_policies(tmp_path / "bad.md")[1][0].reason == "is not UTF-8 text"


def test_no_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="no such file"):
        read_policies(tmp_path / "nowhere")
    with pytest.raises(FeedError, match="no policy file"):
        read_policies(tmp_path)


def test_an_import_replaces_and_add_keeps(tmp_path: Path) -> None:
    files = PolicyFiles(tmp_path)
    assert files() == []
    first = Policy("returns", "Returns", "14 days.", "T", date(2025, 1, 1))
    files.save([first])
    reader = PolicyFiles(tmp_path)
    assert reader() == [first]
    later = Policy("returns", "Returns", "30 days.", "T", date(2026, 1, 1))
    assert files.save([later], add=True) == 2
    assert reader() == [first, later]
    files.save([later])
    assert reader() == [later]


def test_the_command_imports_lists_and_reports(tmp_path: Path) -> None:
    folder = written(tmp_path / "policies", a_dot_md=GOOD, b_dot_md="nothing")
    done = quartermaster(tmp_path / "var", "policies", "import", str(folder))
    assert done.returncode == 0
    assert "b.md: has no head" in done.stderr
    assert "1 policies imported, 1 did not fit; 1 on file" in done.stdout
    refused = quartermaster(tmp_path / "var", "policies", "import", str(folder / "b.md"))
    assert refused.returncode == 1
    assert "what was there stays" in refused.stderr
    assert "Terms, 7" in quartermaster(tmp_path / "var", "policies", "list").stdout
