"""The shape network: its compiled steps against the module, and drawing that depends on nothing but what is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from nacre.parts.attributes import Attributes
from nacre.parts.check import check
from nacre.parts.classes import CLASS_INDEX
from nacre.parts.language import Part, Program
from nacre.train.data.shape_batches import Examples, collate, tensors_of
from nacre.train.data.shape_pool import Drawn, Pool
from nacre.train.shapes import losses
from nacre.world.kernels.parallel import helper_thread
from nacre.world.networks.shapes import ShapeNetwork, load, save
from nacre.world.shapes import fields, wishes
from nacre.world.shapes.judging import Judge, sound, without
from nacre.world.shapes.library import ShapePrograms
from nacre.world.shapes.raw import Tables, raw_of
from nacre.world.shapes.steps import inputs, memory, read_slot, transform, wish
from nacre.world.shapes.weights import Rules, weights_of
from support.shapes import cottage
from support.toy_grammars import TOYS, toy


class _Toys(Pool):
    def __init__(self) -> None:
        self.usual, self.tables, self.programs, self.tests = 1000, Tables(), {}, {}
        for seed in range(60):
            for shape in TOYS:
                program, attributes = toy(shape, seed)
                raw = raw_of(program, self.tables)
                raw[:, fields.SEED] = raw[:, fields.SEED] != 0
                symbols = wishes.symbols_of(attributes, absent=True)
                index = CLASS_INDEX[shape]
                one = Drawn(index, seed, True, program.grid, symbols, raw.astype(np.int16))
                self.programs.setdefault(index, []).append(one)


@pytest.fixture(scope="module")
def trained() -> tuple[ShapeNetwork, Rules, Tables, Examples]:
    """A small network that knows the toys a little."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    pool = _Toys()
    examples = Examples(pool)
    examples.learn()
    rules = examples.rules()
    network = ShapeNetwork(width=64, layers=2, heads=2)
    optimiser = torch.optim.AdamW(network.parameters(), 4e-3)
    random = np.random.default_rng(0)
    tensors = tensors_of(rules)
    everything = [e for held in examples.held.values() for e in held]
    first = last = 0.0
    for step in range(90):
        batch = collate([everything[int(i)] for i in random.integers(0, len(everything), 24)], rules, random)
        sums, counts, wished, parts = losses(network, batch, tensors)
        assert (sums.detach()[counts == 0] == 0).all()
        loss = sums.sum() / parts
        optimiser.zero_grad()
        (loss + 0.2 * wished).backward()
        optimiser.step()
        last = loss.item()
        first = last if step == 0 else first
    assert last < 0.5 * first
    return network.eval(), rules, pool.tables, examples


def test_compiled_steps_are_the_network(trained: tuple[ShapeNetwork, Rules, Tables, Examples]) -> None:
    network, rules, _, examples = trained
    w = weights_of(network)
    example = examples.held[CLASS_INDEX["house"]][0]
    batch = collate([example], rules, np.random.default_rng(0), dropped=0.0)
    with torch.no_grad():
        wished = network.wish(batch.shapes, batch.given)
        states = network.states(wished, batch.roles, batch.occurrences, batch.before, batch.raw, batch.same, batch.grid)
    mine = np.empty((1, network.width), np.float32)
    wish(w.wishing, batch.shapes.numpy(), batch.given.numpy(), mine)
    assert np.abs(mine - wished.numpy()).max() < 1e-5
    room = memory(1, 2, network.width)
    raw = np.zeros((1, 96, fields.RAW), np.int64)
    raw[0, : len(example.drawn.raw)] = example.drawn.raw
    active = np.zeros(1, np.int64)
    for step in range(len(example.steps)):
        symbols = np.full((1, fields.N_SLOTS), -1, np.int64)
        if step > 0:
            symbols[0] = example.steps[step - 1]
        x, state = np.empty((1, network.width), np.float32), np.empty((1, network.width), np.float32)
        role = np.array([fields.START if step == 0 else example.drawn.raw[step - 1, 0]], np.int64)
        counts = np.array([max(0, step - 1)], np.int64)
        inputs(w.trunk, active, role, counts, symbols, raw, np.array([example.drawn.grid]), mine, x)
        transform(w.trunk, active, np.array([step]), room.keys, room.values, x, state)
        assert np.abs(state[0] - states[0, step].numpy()).max() < 2e-4
    running = torch.randn(3, network.running)
    for slot in (0, fields.S_CENTRE, fields.S_NEXT):
        logits = np.empty((3, fields.MOST), np.float32)
        read_slot(w.heads, slot, running.numpy(), 3, np.arange(3), logits)
        with torch.no_grad():
            expected = network.logits(slot, running).numpy()
        assert np.abs(logits[:, : fields.SIZES[slot]] - expected).max() < 1e-4


def by(rule: Callable[[Program], Program | None]) -> Judge:
    """A judge that goes by a rule."""
    return lambda programs, tell: [rule(program) for program in programs]


def test_drawn_programs_are_valid_and_keep_wishes(trained: tuple[ShapeNetwork, Rules, Tables, Examples]) -> None:
    network, rules, tables, _ = trained
    library = ShapePrograms(network, rules, tables, judge=by(lambda program: None if check(program) else program))
    requests = [(TOYS[i % 3], Attributes(primary=448), i) for i in range(24)]
    things = library.things(requests)
    for (shape, _, _), thing in zip(requests, things, strict=True):
        assert thing.program.shape == shape and not check(thing.program)
        assert thing.attributes.primary == 448
        assert 448 in [part.colour for part in thing.program.parts]
    assert {t.program.grid for t in things} == {0.02, 0.01}
    assert len({str(t.program) for t in things}) > 20  # seeds differ
    assert library.tally.drawn >= 24 and library.tally.asked == 24


def test_drawing_depends_on_nothing_else(trained: tuple[ShapeNetwork, Rules, Tables, Examples]) -> None:
    network, rules, tables, _ = trained

    def library() -> ShapePrograms:
        return ShapePrograms(network, rules, tables, judge=by(lambda program: program))

    requests = [(TOYS[i % 3], Attributes(), 7 * i) for i in range(9)]
    whole = library().things(requests)
    assert library().things(requests[::-1], helper_thread()) == whole[::-1]
    assert [library().things([request])[0] for request in requests] == whole
    again = library()
    assert again.things(requests) == again.things(requests) and again.tally.found == len(requests)


def test_wishes_that_mean_nothing_are_left_aside(trained: tuple[ShapeNetwork, Rules, Tables, Examples]) -> None:
    network, rules, tables, _ = trained
    library = ShapePrograms(network, rules, tables, judge=by(lambda program: program))
    tree = library.things([("tree_round", Attributes(storeys=3, season="winter"), 1)])[0]
    assert tree.attributes.storeys is None and tree.attributes.season in ("spring", "autumn")
    with pytest.raises(KeyError):
        library.draw([("church", Attributes(), 1)])


def test_unsound_draws_are_made_again_and_counted(trained: tuple[ShapeNetwork, Rules, Tables, Examples]) -> None:
    network, rules, tables, _ = trained
    seen: list[object] = []

    def second(program: Program) -> Program | None:
        seen.append(program)
        return program if len(seen) > 1 else None

    library = ShapePrograms(network, rules, tables, judge=by(second))
    thing = library.things([("house", Attributes(), 5)])[0]
    assert thing.attempts == 2 and thing.sound and seen[0] != seen[1]
    never = ShapePrograms(network, rules, tables, judge=by(lambda program: None))
    thing = never.things([("house", Attributes(), 5)])[0]
    assert not thing.sound and never.tally.unsound == 1 and never.tally.rejected == never.tally.drawn


def test_weights_and_disk_cache_survive(
    trained: tuple[ShapeNetwork, Rules, Tables, Examples], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network, rules, tables, _ = trained
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "shapes.safetensors"
    save(network, rules, tables, {"steps": 1}, path)
    _, back, kept = load(path)
    assert (back.prior == rules.prior).all()
    assert (back.may == rules.may).all() and (back.only == rules.only).all() and (back.row_of == rules.row_of).all()
    assert kept.joints == tables.joints and not kept.open
    library = ShapePrograms.load(path)
    drawn = library.things([("villager", Attributes(), 2)])
    files = list((tmp_path / "cache").rglob("*.msgpack"))
    assert len(files) == 1
    later = ShapePrograms.load(path)
    assert later.things([("villager", Attributes(), 2)]) == drawn and later.tally.drawn == 0
    files[0].write_bytes(b"broken")
    assert ShapePrograms.load(path).things([("villager", Attributes(), 2)]) == drawn


def test_small_floating_parts_are_left_out() -> None:
    house = cottage()
    loose = Part("box", (0.0, 9.0, 0.0), (0.2, 0.1, 0.2), "timber", 7, "sill")
    broken = msgspec.structs.replace(house, parts=(*house.parts, loose))
    assert sound(house) == house and sound(broken) == house
    assert without(house, [i for i, part in enumerate(house.parts) if part.role == "roof"]) is None
    villager, _ = toy("villager", 1)
    assert without(villager, [0]) is None  # all of it hangs on the torso
