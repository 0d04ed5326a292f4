"""The state directory: where it is, what was finished, who works in it."""

import fcntl

from tools.machine import home


def test_state_directory_is_in_the_checkout_unless_named(tmp_path):
    assert home.state_dir({}) == home.CHECKOUT / ".machine"
    assert home.state_dir({"BECS_HOME": str(tmp_path)}) == tmp_path


def test_stamp_matches_only_what_was_finished(tmp_path):
    stamp = home.Home(tmp_path).stamp("odoo")
    assert not stamp.matches("a")
    stamp.write("a")
    assert stamp.matches("a")
    assert not stamp.matches("b")
    stamp.remove()
    assert not stamp.matches("a")


def test_fingerprint_changes_with_files_and_texts(tmp_path):
    file = tmp_path / "requirements.txt"
    file.write_text("a==1")
    first = home.fingerprint(file, "3.11")
    assert first == home.fingerprint(file, "3.11")
    assert first != home.fingerprint(file, "3.12")
    file.write_text("a==2")
    assert first != home.fingerprint(file, "3.11")


def test_finished_directory_takes_the_place_of_the_old(tmp_path):
    target, fresh = tmp_path / "odoo", tmp_path / "odoo.new"
    for folder, text in ((target, "old"), (fresh, "new")):
        folder.mkdir()
        (folder / "file").write_text(text)
    home.replace_dir(fresh, target)
    assert (target / "file").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["odoo"]


def test_lock_is_held_and_given_back(tmp_path):
    place = home.Home(tmp_path)
    with place.lock():
        with open(place.locks / "setup", "w") as other:
            try:
                fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
                taken = False
            except BlockingIOError:
                taken = True
    assert taken
    with place.lock():
        pass
