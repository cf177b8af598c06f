"""The library, whatever happens to its files or beside it: damage, crashes, other programs."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import index.library
from index import Article
from index.library import DATABASE
from index.nearest import VECTORS
from index.store import Store
from tests.index.weather import RAIN, SNOW, by_hand, reopened, statuses, version

ROOT = Path(index.library.__file__).parents[1]


def run(script, *arguments, **how):
    """A script that has these tests' imports, as a process of its own."""
    head = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from index import Article, Chunking, Library, LibraryError\n"
        "from index.nearest import Nearest\nfrom index.store import Store\n"
        "from tests.fakes import WordEmbedder\n"
        "def reopened(folder):\n"
        "    return Library(Path(folder), load=WordEmbedder, chunking=Chunking(8, 1))\n"
        "def articles(name, count):\n"
        "    return [Article(f'{name} {n} fell. It rose again.', name, f'/{name}/{n}')"
        " for n in range(count)]\n"
    )
    return subprocess.Popen(
        [*how.get("under", []), sys.executable, "-c", head + script, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda path: path.unlink(), "The search index is missing: building it again from 3"),
        (lambda path: path.write_bytes(b"garbage"), "The search index cannot be read: building"),
        (
            lambda path: path.write_bytes(path.read_bytes()[:-9]),
            "The search index is damaged: building it again from 3 passages.",
        ),
    ],
    ids=["missing", "garbage", "truncated"],
)
def test_a_cache_that_is_of_no_use_is_built_again_and_searches_the_same(
    filled, folder, damage, told
):
    before = filled.nearest("the river", 5)
    filled.close()
    damage(folder / VECTORS)
    heard = []
    with reopened(folder, notify=heard.append) as library:
        assert library.nearest("the river", 5) == before
        assert library.embedder.encoded == ["the river"]  # made of stored vectors: none anew
    assert len(heard) == 1
    assert heard[0].startswith(told)
    with reopened(folder, notify=heard.append) as library:
        assert library.nearest("the river", 5) == before
    assert len(heard) == 1  # mended on the disk too


def test_a_cache_that_is_behind_catches_up(filled, folder):
    old = (folder / VECTORS).read_bytes()
    list(filled.add([version(RAIN, "Hail fell.")]))
    filled.close()
    (folder / VECTORS).write_bytes(old)
    heard = []
    with reopened(folder, notify=heard.append) as library:
        # Two old passages of RAIN are gone, one is new.
        assert dict(library.nearest("hail", 5)) == by_hand(library, "hail")
    assert heard == ["The search index is behind by 3 passages: mending it."]


def test_the_cache_of_another_library_is_not_believed(filled, folder, tmp_path):
    with reopened(tmp_path / "other") as other:
        list(other.add([SNOW, RAIN]))
    filled.close()
    (tmp_path / "other" / VECTORS).replace(folder / VECTORS)
    heard = []
    with reopened(folder, notify=heard.append) as library:
        assert dict(library.nearest("hail", 5)) == by_hand(library, "hail")
    assert heard == [
        "The search index belongs to another library: building it again from 3 passages."
    ]


def test_a_large_cache_is_written_only_when_much_has_changed(filled, folder, monkeypatch):
    monkeypatch.setattr(index.nearest, "_QUICK_TO_SAVE", 1)
    monkeypatch.setattr(index.nearest, "_STALE_SHARE", 0.5)
    written = (folder / VECTORS).read_bytes()
    list(filled.add([Article("Hail fell.", "Hail", "/hail.txt")]))  # one of four passages
    assert (folder / VECTORS).read_bytes() == written
    assert dict(filled.nearest("hail", 9)) == by_hand(filled, "hail")
    filled.remove([RAIN.id])  # two more, of two that stay
    assert (folder / VECTORS).read_bytes() != written


def test_what_another_process_changes_is_seen_at_once(filled, folder):
    with reopened(folder) as other:
        other.remove([RAIN.id])
        list(other.add([Article("Hail fell.", "Hail", "/hail.txt")]))
        assert filled.nearest("hail", 9) == other.nearest("hail", 9)
        assert dict(filled.nearest("hail", 9)) == by_hand(other, "hail")


def test_an_article_that_goes_while_the_cache_catches_up_does_no_harm(filled, folder, monkeypatch):
    filled.close()
    (folder / VECTORS).unlink()
    passage_ids = Store.passage_ids

    def slowly(store):
        ids = passage_ids(store)
        with monkeypatch.context() as patch, reopened(folder) as other:
            patch.setattr(Store, "passage_ids", passage_ids)
            other.remove([RAIN.id])
        monkeypatch.setattr(Store, "passage_ids", passage_ids)
        return ids

    monkeypatch.setattr(Store, "passage_ids", slowly)
    with reopened(folder) as library:
        library.nearest("river", 9)
        assert dict(library.nearest("river", 9)) == by_hand(library, "river")
        assert library.counts()[0] == 1


def test_two_processes_may_make_and_fill_a_library_at_once(folder):
    script = (
        "with reopened(sys.argv[1]) as library:\n"
        "    for turn in range(3):\n"
        "        mine = articles(sys.argv[2], 20) + articles('both', 10 + turn)\n"
        "        bad = [o for o in library.add(mine) if o.status == 'failed']\n"
        "        assert not bad, bad\n"
        "        library.nearest('rose', 5)\n"
    )
    processes = [run(script, folder, name) for name in ("rain", "snow")]
    for process in processes:
        _, told = process.communicate(timeout=120)
        assert (process.returncode, told) == (0, "")
    heard = []
    with reopened(folder, notify=heard.append) as library:
        assert library.counts()[0] == 52
        found = dict(library.nearest("snow 7", 500))
        assert found == by_hand(library, "snow 7")


@pytest.mark.parametrize("where", ["WordEmbedder.encode", "Store._insert", "Nearest._save"])
def test_a_process_that_is_killed_leaves_whole_articles_only(folder, where):
    group = index.library._GROUP
    owner, name = where.split(".")
    # Dies in the middle of the second group, or at the very end.
    calls = {"encode": 2, "_insert": group + 3, "_save": 1}[name]
    script = (
        f"owner, calls = {owner}, []\n"
        f"true = owner.__dict__['{name}']\n"
        "true = getattr(true, '__func__', true)\n"
        "def deadly(*given):\n"
        "    calls.append(1)\n"
        f"    if len(calls) == {calls}:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return true(*given)\n"
        f"owner.{name} = staticmethod(deadly) if '{name}' == '_insert' else deadly\n"
        "with reopened(sys.argv[1]) as library:\n"
        f"    list(library.add(articles('rain', {3 * group})))\n"
    )
    process = run(script, folder)
    _, told = process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL, told
    stored = 3 * group if name == "_save" else group
    with reopened(folder) as library:
        # Each text is of two sentences, and one passage holds them.
        assert library.counts() == (stored, stored)
        assert len(library.matching("rain", 999)) == stored
        assert dict(library.nearest("rain 3", 999)) == by_hand(library, "rain 3")
        assert statuses(library, *[Article("Hail fell.", "", "/hail.txt")]) == ["added"]


@pytest.mark.parametrize("elsewhere", ["closed", "open"])
def test_a_read_only_library_can_be_asked_and_not_changed(filled, folder, elsewhere):
    if elsewhere == "closed":
        filled.close()
    # Else what was added lies beside the database yet, as it does after a crash.
    mount = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
    under = ["unshare", "-m", "sh", "-c", mount, str(folder)]
    try:
        subprocess.run([*under, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting is not allowed here")
    script = (
        "library = reopened(sys.argv[1])\n"
        "assert len(library.nearest('river', 5)) == 3\n"
        "assert len(library.matching('river', 5)) == 2\n"
        "changes = [lambda: list(library.add(articles('rain', 1)))]\n"
        "changes += [lambda: library.remove([library.articles()[0].id])]\n"
        "for change in changes:\n"
        "    try:\n"
        "        change()\n"
        "    except LibraryError as error:\n"
        "        print(error)\n"
        "try:\n"
        "    reopened(sys.argv[1] + '/new')\n"
        "except LibraryError as error:\n"
        "    print(error)\n"
    )
    out, told = run(script, folder, under=under).communicate(timeout=60)
    assert told == ""
    assert out.splitlines() == [
        f"The library at {folder} is read-only: nothing was changed.",
        f"The library at {folder} is read-only: nothing was changed.",
        f"The library {folder}/new cannot be made: Read-only file system.",
    ]


def test_several_threads_may_ask_while_another_adds(filled, folder):
    filled.close()
    (folder / VECTORS).unlink()
    with reopened(folder) as library, ThreadPoolExecutor(8) as pool:
        adding = pool.submit(
            lambda: list(library.add([Article(f"Hail {n}.", "", f"/{n}") for n in range(30)]))
        )
        asked = [pool.submit(library.nearest, "river rose", 1) for _ in range(40)]
        words = [pool.submit(library.matching, "river", 5) for _ in range(40)]
        best = {call.result()[0] for call in asked}
        assert len(best) == 1
        assert library.passages([next(iter(best))[0]])[0].article.id == RAIN.id
        assert {len(call.result()) for call in words} == {2}
        assert len(adding.result()) == 30
        assert dict(library.nearest("hail", 99)) == by_hand(library, "hail")


def test_an_older_copy_of_the_database_put_back_finds_what_is_added_then(folder):
    with reopened(folder) as library:
        list(library.add([RAIN]))
    older = (folder / DATABASE).read_bytes()
    with reopened(folder) as library:
        list(library.add([SNOW]))
        library.nearest("trams", 1)  # the cache knows the ids that the copy will not
    (folder / DATABASE).write_bytes(older)
    hail = Article("Hail fell on Rome. The buses slid.", "Hail", "/news/hail.txt")
    with reopened(folder) as library:
        list(library.add([hail]))
        assert dict(library.nearest("Hail fell on Rome", 9)) == by_hand(
            library, "Hail fell on Rome"
        )
