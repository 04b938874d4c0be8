"""The detector alone: what a scanner sends is a scan, what a hand sends is typing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.scanner import Cut, Decision, Scan, ScanDetector, ScanSettings, Typed, code_of_paste


@dataclass(frozen=True)
class Press:
    """One key at one time."""

    time: float
    key: str
    character: str | None


NAMED = {"enter": "\r", "tab": "\t", "escape": "\x1b", "ctrl+j": "\n", "ctrl+right_square_bracket": "\x1d"}


def presses(keys: Iterable[str], gap: float, start: float = 0.0) -> list[Press]:
    """Keys with `gap` seconds between them; names of several letters are keys that print nothing."""
    return [
        Press(start + number * gap, key, NAMED.get(key, key if len(key) == 1 else None))
        for number, key in enumerate(keys)
    ]


def play(strokes: Iterable[Press], settings: ScanSettings | None = None) -> list[Decision[Press]]:
    """Feed the strokes as a host does, expiring what is held when the next one comes late or never."""
    detector: ScanDetector[Press] = ScanDetector(settings)
    decided: list[Decision[Press]] = []
    last: Press | None = None
    for stroke in strokes:
        wait = detector.wait
        if last is not None and wait is not None and stroke.time - last.time > wait:
            decided += detector.expire()
        decided += detector.feed(stroke)
        last = stroke
    decided += detector.expire()
    assert not detector.holding
    return decided


def typed_keys(decided: Iterable[Decision[Press]]) -> list[str]:
    """The keys that were handed on, in order."""
    return [stroke.key for decision in decided if isinstance(decision, Typed) for stroke in decision.strokes]


@pytest.mark.parametrize("gap", [0.0, 0.001, 0.010, 0.025])
def test_a_badge_at_any_scanners_speed_is_one_scan(gap: float) -> None:
    assert play(presses([*"BADGE-0017", "enter"], gap)) == [Scan("BADGE-0017")]


@pytest.mark.parametrize("gap", [0.050, 0.080, 0.200])
def test_the_same_keys_from_a_hand_are_typing(gap: float) -> None:
    keys = [*"BADGE-0017", "enter"]
    decided = play(presses(keys, gap))
    assert typed_keys(decided) == keys
    assert all(isinstance(decision, Typed) for decision in decided)


def test_two_scans_back_to_back_are_two() -> None:
    strokes = presses([*"OP1-A", "enter", *"LOT-22", "enter"], 0.005)
    assert play(strokes) == [Scan("OP1-A"), Scan("LOT-22")]


def test_the_second_half_of_a_line_end_belongs_to_the_scan() -> None:
    assert play(presses([*"LOT-22", "enter", "ctrl+j"], 0.002)) == [Scan("LOT-22")]
    assert play(presses([*"LOT-22", "enter", "enter"], 0.002)) == [Scan("LOT-22")]


def test_an_enter_of_a_hand_after_a_scan_is_an_enter() -> None:
    strokes = [*presses([*"LOT-22", "enter"], 0.002), Press(1.0, "enter", "\r")]
    assert play(strokes) == [Scan("LOT-22"), Typed((strokes[-1],))]


def test_codes_shorter_than_the_site_has_are_typing() -> None:
    strokes = presses([*"A1", "enter"], 0.002)
    assert typed_keys(play(strokes, ScanSettings(min_length=3))) == ["A", "1", "enter"]
    assert play(strokes, ScanSettings(min_length=2)) == [Scan("A1")]


def test_a_key_held_down_is_no_scan_and_is_not_kept_back() -> None:
    strokes = presses(["s"] * 12, 0.025)
    detector: ScanDetector[Press] = ScanDetector()
    most_held = 0
    decided: list[Decision[Press]] = []
    for stroke in strokes:
        decided += detector.feed(stroke)
        most_held = max(most_held, len(detector._held))
    decided += detector.expire()
    assert typed_keys(decided) == ["s"] * 12
    assert most_held <= 4
    assert typed_keys(play(presses([*"sss", "enter"], 0.025))) == ["s", "s", "s", "enter"]


def test_a_code_that_begins_with_one_digit_again_and_again_is_a_scan() -> None:
    assert play(presses([*"00000017", "enter"], 0.004)) == [Scan("00000017")]


def test_the_fast_end_of_a_typed_word_is_typing() -> None:
    slow = presses("Hole u", 0.09)
    fast = presses([*"sed", "enter"], 0.02, start=slow[-1].time + 0.05)
    assert typed_keys(play([*slow, *fast])) == [*"Hole used", "enter"]


def test_rolling_over_three_keys_without_enter_is_typing() -> None:
    strokes = [*presses("ert", 0.02), Press(0.3, "enter", "\r")]
    assert typed_keys(play(strokes)) == [*"ert", "enter"]


def test_a_scan_without_its_enter_is_cut_and_no_key_of_it_acts() -> None:
    strokes = presses("BADGE-0017", 0.005)
    (decision,) = play(strokes)
    assert decision == Cut(tuple(strokes))
    assert isinstance(decision, Cut)
    assert decision.text == "BADGE-0017"


def test_a_few_fast_keys_without_enter_are_typing() -> None:
    assert typed_keys(play(presses("BADG", 0.005))) == [*"BADG"]


def test_the_late_enter_of_a_cut_scan_confirms_nothing() -> None:
    strokes = presses("BADGE-0017", 0.005)
    late = Press(strokes[-1].time + 0.15, "enter", "\r")
    assert play([*strokes, late]) == [Cut(tuple(strokes))]


def test_a_stall_in_the_middle_of_a_long_scan_is_forgiven() -> None:
    first = presses("BADGE-", 0.004)
    second = presses([*"0017", "enter"], 0.004, start=first[-1].time + 0.08)
    assert play([*first, *second]) == [Scan("BADGE-0017")]


def test_a_scan_whose_beginning_was_lost_is_cut_not_shortened() -> None:
    first = presses("WC", 0.004)
    second = presses([*"-MECHANICAL", "enter"], 0.004, start=first[-1].time + 0.06)
    decided = play([*first, *second])
    assert decided == [Typed(tuple(first)), Cut(tuple(second))]


def test_what_is_held_goes_first_and_other_keys_are_not_kept_back() -> None:
    detector: ScanDetector[Press] = ScanDetector()
    letter, function_key = Press(0.0, "s", "s"), Press(0.01, "f2", None)
    assert detector.feed(letter) == ()
    assert detector.feed(function_key) == (Typed((letter,)), Typed((function_key,)))
    assert detector.wait is None


def test_keys_with_control_or_alt_are_not_held() -> None:
    detector: ScanDetector[Press] = ScanDetector()
    for name, character in (("ctrl+p", "\x10"), ("alt+s", "s"), ("escape", "\x1b")):
        key = Press(0.0, name, character)
        assert detector.feed(key) == (Typed((key,)),)


def test_shift_reported_by_the_terminal_does_not_cut_a_scan() -> None:
    strokes = presses(["left_shift", "O", "P", "1", "left_shift", "A", "enter"], 0.003)
    assert [decision for decision in play(strokes) if isinstance(decision, Scan)] == [Scan("OP1A")]


def test_control_characters_of_a_barcode_are_dropped() -> None:
    keys = [*"01088", "ctrl+right_square_bracket", *"10LOT", "enter"]
    assert play(presses(keys, 0.003)) == [Scan("0108810LOT")]


def test_prefix_suffix_and_blanks_are_taken_off() -> None:
    settings = ScanSettings(prefix="~", suffix="$")
    assert play(presses([*" ~OP-1$ ", "enter"], 0.003), settings) == [Scan("OP-1")]
    assert play(presses([*"OP-1", "enter"], 0.003), settings) == [Scan("OP-1")]
    assert isinstance(play(presses([*" ~$ ", "enter"], 0.003), settings)[0], Cut)


def test_tab_ends_a_scan_where_the_site_says_so() -> None:
    strokes = presses([*"LOT-22", "tab"], 0.003)
    assert play(strokes, ScanSettings(terminators=("enter", "tab"))) == [Scan("LOT-22")]
    decided = play(strokes)
    assert isinstance(decided[0], Cut)
    assert typed_keys(decided) == ["tab"]


def test_a_code_as_long_as_allowed_is_a_scan_and_a_longer_one_is_cut() -> None:
    settings = ScanSettings()
    fits, too_long = "AB" * (settings.max_length // 2), "AB" * (settings.max_length // 2) + "C"
    assert play(presses([*fits, "enter"], 0.001)) == [Scan(fits)]
    assert isinstance(play(presses([*too_long, "enter"], 0.001))[0], Cut)


def test_detection_off_hands_everything_on_at_once() -> None:
    strokes = presses([*"BADGE-0017", "enter"], 0.002)
    decided = play(strokes, ScanSettings(enabled=False))
    assert typed_keys(decided) == [stroke.key for stroke in strokes]


def test_other_alphabets_are_codes_too() -> None:
    assert play(presses([*"Schraube-M3-ä日", "enter"], 0.003)) == [Scan("Schraube-M3-ä日")]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*"abcABC019-", "enter", "tab", "f2", "up", "escape", "left_shift"]),
            st.sampled_from([0.001, 0.02, 0.04, 0.09, 0.15, 0.5]),
        )
    )
)
def test_no_key_is_lost_doubled_or_reordered(keys: list[tuple[str, float]]) -> None:
    """Whatever comes: what is typed, cut or scanned is what was pressed, in order, line ends apart."""
    now, strokes = 0.0, []
    for key, gap in keys:
        now += gap
        strokes += presses([key], 0.0, start=now)
    out: list[str] = []
    for decision in play(strokes):
        if isinstance(decision, Scan):
            out += decision.code
        else:
            out += [stroke.key for stroke in decision.strokes]

    def others(names: Iterable[str]) -> list[str]:
        return [name for name in names if name not in ("enter", "left_shift")]

    assert others(out) == others(stroke.key for stroke in strokes)


@given(st.lists(st.floats(min_value=0.045, max_value=1.0), min_size=1, max_size=40))
def test_no_hand_that_leaves_45_ms_between_keys_is_a_scanner(gaps: list[float]) -> None:
    now, strokes = 0.0, []
    for number, gap in enumerate(gaps):
        now += gap
        strokes += presses(["enter" if number % 7 == 6 else "abcdefg"[number % 7]], 0.0, start=now)
    assert typed_keys(play(strokes)) == [stroke.key for stroke in strokes]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("LOT-22\n", "LOT-22"),
        ("~LOT-22\r\n", "LOT-22"),
        ("LOT-22", None),
        ("one\ntwo\n", None),
        ("A\n", None),
        ("\n", None),
        ("x" * 300 + "\n", None),
    ],
)
def test_a_paste_is_a_scan_when_it_is_one_line_with_its_end(text: str, code: str | None) -> None:
    assert code_of_paste(text, ScanSettings(prefix="~")) == code
    assert code_of_paste(text, ScanSettings(enabled=False)) is None
