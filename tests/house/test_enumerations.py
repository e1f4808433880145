"""Python 3.11 raises TypeError for `text in SomeEnum`; only from 3.12 on is it a question."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
TREES = {
    path: ast.parse(path.read_text(encoding="utf-8"))
    for top in ("newsletter", "workers")
    for path in sorted((ROOT / top).rglob("*.py"))
}


def last_name(node: ast.expr) -> str:
    """`Mode` of both `Mode` and `cards.Mode`."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def enumerations() -> set[str]:
    return {
        node.name
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(last_name(base).endswith("Enum") for base in node.bases)
    }


def membership_tests(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line, and what stands to the right of `in`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            for operator, right in zip(node.ops, node.comparators, strict=True):
                if isinstance(operator, ast.In | ast.NotIn):
                    yield node.lineno, last_name(right)


def test_nothing_asks_whether_a_text_is_in_an_enumeration() -> None:
    named = enumerations()
    assert {"Mode", "TopicKind"} <= named
    assert [
        f"{path.relative_to(ROOT)}:{line}: in {name}"
        for path, tree in TREES.items()
        for line, name in membership_tests(tree)
        if name in named
    ] == []
