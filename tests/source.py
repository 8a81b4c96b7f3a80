"""Reading our own source as syntax trees: what the architecture test asks of it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.pins import ROOT

OURS: Final = ("bot", "cogs", "tests", "bench")
PRODUCT: Final = ("bot", "cogs")
SQL: Final = re.compile(
    r"\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|(CREATE|DROP|ALTER)\s+(TABLE|INDEX)"
    r"|PRAGMA\s+\w|BEGIN\s+IMMEDIATE)\b",
    re.DOTALL,
)


def python_files(*folders: str) -> list[Path]:
    """Return the Python files below some folders of the checkout."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def module_name(path: Path) -> str:
    """Return the dotted name under which a file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def under(module: str, packages: tuple[str, ...]) -> bool:
    """Tell whether a module is one of some packages or inside one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(code: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield every imported name with its line; ``from a import b`` gives both ``a`` and ``a.b``."""
    for node in ast.walk(code):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in line {node.lineno}"
            yield node.module or "", node.lineno
            yield from ((f"{node.module}.{name.name}", node.lineno) for name in node.names)


def own_imports(code: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield imports of our own modules; classes and functions in them are left out."""
    for name, line in imports(code):
        path = ROOT.joinpath(*name.split("."))
        if name.split(".")[0] in OURS and (path.is_dir() or path.with_suffix(".py").is_file()):
            yield name, line


def wrong_direction(module: str, code: ast.Module, rules: dict[str, tuple[str, ...]]) -> list[str]:
    """Return the imports of our own that a module must not make.

    The rule with the longest key that holds the module counts. Naming a package on the way to an allowed
    module (``from bot import clock``) is fine.
    """
    packages = rules[max((key for key in rules if under(module, (key,))), key=len)]
    return [
        f"{module}:{line} imports {name}"
        for name, line in own_imports(code)
        if not under(name, packages) and not any(under(package, (name,)) for package in packages)
    ]


def attributes(code: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield names like ``datetime.now`` with their line, for ``datetime.datetime.now`` too."""
    for node in ast.walk(code):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            yield f"{name}.{node.attr}", node.lineno


def sql_literals(code: ast.Module) -> Iterator[int]:
    """Yield the lines of string literals that are statements of SQL; docstrings may speak of it."""
    documentation = {id(node.value) for node in ast.walk(code) if isinstance(node, ast.Expr)}
    for node in ast.walk(code):
        if not isinstance(node, ast.Constant) or id(node) in documentation:
            continue
        if isinstance(node.value, str) and SQL.match(node.value):
            yield node.lineno


def long_functions(code: ast.Module, limit: int) -> Iterator[str]:
    """Yield the functions of more lines than a limit, decorators not counted."""
    for node in ast.walk(code):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > limit:
                yield f"{node.lineno} {node.name} ({length})"


def undocumented(code: ast.Module) -> Iterator[str]:
    """Yield the module, and its public classes and functions, as far as they have no docstring."""
    public = [
        node
        for node in code.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
    ]
    for node in (code, *public):
        if not ast.get_docstring(node):
            yield getattr(node, "name", "module")
