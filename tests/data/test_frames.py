"""The shipped frames: each line can be read, and each sign that a frame names is there."""

import pytest

from portal.data import frames
from portal.screening import Kind
from portal.screening.frames import FrameError, shipped_frames


def test_every_frame_is_of_a_kind_and_names_signs_that_there_are():
    assert {frame.kind for frame in shipped_frames()} <= set(Kind)
    assert all(frame.rule.startswith(f"{frame.kind}.frame:") for frame in shipped_frames())


def test_every_sign_serves_a_frame():
    used = {
        name
        for frame in shipped_frames()
        for names in (frame.first, frame.unless, *(slot.signs for slot in frame.slots))
        for name in names
    }

    assert {line.name for line in frames.sign_lines()} <= used


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(frames, "FOLDER", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "line", ["fr sign zorglub", "de sign zorglub: a", "frame a > b", "grave frame a > b", "high a"]
)
def test_a_malformed_line_is_refused_by_file_and_line(folder, line):
    (folder / "threat.txt").write_text(f"fr sign a: zorglub\n{line}\n", "utf-8")

    with pytest.raises(frames.FrameFileError, match=r"threat\.txt, line 2"):
        frames.sign_lines.__wrapped__()


@pytest.mark.parametrize("form", ["a b", "a ? a", "a > nobody", "a > a unless nobody"])
def test_a_frame_that_cannot_be_read_is_refused_by_file_and_line(folder, monkeypatch, form):
    (folder / "threat.txt").write_text(f"fr sign a: zorglub\nhigh frame {form}\n", "utf-8")
    for name in ("sign_lines", "frame_lines"):
        monkeypatch.setattr(frames, name, getattr(frames, name).__wrapped__)

    with pytest.raises(FrameError, match=r"threat\.txt, line 2"):
        shipped_frames.__wrapped__()
