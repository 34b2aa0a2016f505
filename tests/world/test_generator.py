"""The generator: exact seams, independence of order, counts kept; with untrained networks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest
import torch

from nacre.spec import Item, SceneSpec
from nacre.vocabulary import SHAPES
from nacre.world.grid import CHUNK
from nacre.world.kernels.hashing import CounterRandom, hash_key, noise_field
from nacre.world.kernels.parallel import helper_thread, share
from nacre.world.layout.colouring import CORE, colour, core_groups, depends, in_core
from nacre.world.layout.generator import Generator
from nacre.world.layout.kv_cache import KVCache, see
from nacre.world.layout.network import (
    CLASSES,
    CONTEXT,
    END,
    FIELDS,
    NEAR,
    START,
    TOKENS,
    VIEW,
    VIEW_CHANNELS,
    encode,
    size_of,
    where,
    yaw_of,
)
from nacre.world.layout.weights import weights_of
from nacre.world.networks.layout import LayoutNetwork
from nacre.world.networks.terrain import FlowNetwork, TerrainDecoder, TerrainNetworks
from nacre.world.terrain.networks import CONDITION, conditioning


def _shake(network: torch.nn.Module, seed: int) -> None:
    """Random weights everywhere, zero-initialised layers included."""
    generator = torch.Generator().manual_seed(seed)
    for parameter in network.parameters():
        if parameter.ndim > 1:
            fan = parameter[0].numel()
            parameter.data.normal_(0.0, fan**-0.5, generator=generator)


@pytest.fixture(scope="module")
def networks() -> tuple[TerrainNetworks, LayoutNetwork]:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        terrain, layout = TerrainNetworks(12, 16), LayoutNetwork(40, 2, 2, 16)
    _shake(terrain, 1)
    _shake(layout, 2)
    terrain.coarse_mean[0] = 0.3  # mostly dry land
    layout.class_head.bias.data.zero_()
    layout.class_head.bias.data[END] = 1.5  # some six things a chunk
    layout.class_head.bias.data[CLASSES - 1] = 3.0  # dragons wherever they may: counts must hold them back
    layout.clearance.fill_(1.0)
    return terrain, layout


SPEC = SceneSpec(items=(Item("house", 5), Item("dragon", 2), Item("tree_round", 0), Item("well", 1, relation="centre")))


def test_noise_depends_on_the_cell_alone() -> None:
    whole = noise_field(7, -20, 5, 40, 30, 5)
    part = noise_field(7, -3, 12, 6, 4, 5)
    assert np.array_equal(part, whole[:, 7:11, 17:23])
    assert not np.array_equal(whole, noise_field(8, -20, 5, 40, 30, 5))
    many = noise_field(3, -500, -500, 300, 300, 4)
    assert abs(many.mean()) < 0.01 and abs(many.std() - 1) < 0.01
    assert np.abs(np.corrcoef(many.reshape(4, -1)) - np.eye(4)).max() < 0.01
    assert abs(np.corrcoef(many[0, :, :-1].ravel(), many[0, :, 1:].ravel())[0, 1]) < 0.01


def test_who_shares_work_goes_on_with_others_while_waiting() -> None:
    gate, told = Event(), list[int]()

    def work(number: int) -> int:
        assert number == 0 or gate.wait(30), "nobody was told"
        return number

    def meanwhile() -> None:
        told.append(1)
        gate.set()

    with ThreadPoolExecutor(1) as other:
        assert share(work, [0, 1], other, meanwhile) == [0, 1] and told


def test_counter_random_repeats_and_spreads() -> None:
    first, again, other = CounterRandom(1, -2, 3), CounterRandom(1, -2, 3), CounterRandom(1, 2, 3)
    draws = [first.uniform() for _ in range(2000)]
    assert draws == [again.uniform() for _ in range(2000)]
    assert draws[:5] != [other.uniform() for _ in range(5)]
    assert abs(np.mean(draws) - 0.5) < 0.03 and hash_key(1, 2) != hash_key(2, 1)
    # every world hangs on these numbers: they stay what they are
    assert hash_key(1, 2) == 0x51B01D53CA27E54D and hash_key(-3, 1 << 70, 0) == 0xA1AD13851308C07D
    assert CounterRandom(7, -1).uniform() == float.fromhex("0x1.cb689bf6879efp-2")
    picks = [first.choice(np.array([0.0, 3.0, 1.0])) for _ in range(2000)]
    assert picks.count(0) == 0 and abs(picks.count(1) / 2000 - 0.75) < 0.04
    with pytest.raises(ValueError, match="positive"):
        first.choice(np.zeros(3))


def test_tokens_keep_their_meaning() -> None:
    fields = np.array(encode("house", 13.3, 30.1, -2.0, 1.25, 7, True))
    x, z = where(fields)
    assert abs(x - 13.3) <= 0.25 and abs(z - 30.1) <= 0.25
    assert abs(float(yaw_of(int(fields[3]))) + 2.0) < 0.05 and abs(float(size_of(int(fields[4]))) / 1.25 - 1) < 0.05
    assert SHAPES[fields[0]] == "house" and fields[5] == 7 and fields[6] == 1


def test_conditioning_tells_relations_and_snow_apart() -> None:
    plain = conditioning(SceneSpec(items=(Item("keep", 1),)))
    assert plain.shape == (CONDITION,)
    assert not np.array_equal(plain, conditioning(SceneSpec(items=(Item("keep", 1, relation="centre"),))))
    assert not np.array_equal(plain, conditioning(SceneSpec(weather="snow", items=(Item("keep", 1),))))


def test_flow_sees_no_further_than_it_says() -> None:
    flow = FlowNetwork(4, 2, 12, (1, 2))
    _shake(flow, 3)
    size = 2 * flow.reach * 2 + 3
    generator = torch.Generator().manual_seed(0)
    noise, extra = (
        torch.randn(1, 4, size, size, generator=generator),
        torch.randn(1, 2, size, size, generator=generator),
    )
    spec = torch.zeros(1, CONDITION)
    with torch.inference_mode():
        whole = flow.sample(noise, extra, spec, 2)
        assert whole.shape[-1] == 3
        cut = flow.sample(noise[..., 1:, 1:], extra[..., 1:, 1:], spec, 2)
        assert torch.allclose(whole[..., 1:, 1:], cut, atol=1e-5)


def test_decoder_is_local() -> None:
    decoder = TerrainDecoder()
    latents = torch.randn(1, 12, 20, 20, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        whole, part = decoder(latents), decoder(latents[..., 4:, 3:])
    assert whole.shape == (1, 6, 56, 56)
    assert torch.allclose(whole[..., 16:, 12:], part, atol=1e-5)


def test_ground_joins_within_and_between_blocks(networks: tuple[TerrainNetworks, LayoutNetwork]) -> None:
    generator = Generator(*networks)
    chunks = [(4, 0), (5, 0), (4, 1), (3, 0)]  # a block of land ends after chunk 4
    ground = generator.ground(SPEC, 11, chunks)
    assert ground[(4, 0)].shape == (6, 72, 72) and ground[(4, 0)][0].std() > 1e-3
    # Winograd's squares round by where a cell lies in them, and processors round differently: 0.2 mm with AVX-512,
    # 0.4 mm held to AVX2. A millimetre is what nobody sees, and the skirts of the ground cover it.
    for left, right in (((3, 0), (4, 0)), ((4, 0), (5, 0))):
        assert np.abs(ground[left][:, :, 64:] - ground[right][:, :, :8]).max() < 1e-3
    assert np.abs(ground[(4, 0)][:, 64:] - ground[(4, 1)][:, :8]).max() < 1e-3
    alone = Generator(*networks).ground(SPEC, 11, [(5, 0)])[(5, 0)]
    assert np.array_equal(alone, ground[(5, 0)])
    assert not np.array_equal(alone, generator.ground(SPEC, 12, [(5, 0)])[(5, 0)])


def test_chunks_depend_only_on_earlier_colours() -> None:
    for chunk in [(x, z) for x in range(-3, 3) for z in range(-3, 3)]:
        assert all(colour(other) < colour(chunk) for other in depends(chunk))
        if in_core(chunk):
            assert all(in_core(other) for other in depends(chunk))
    order = [chunk for group in core_groups() for chunk in group]
    assert len(order) == len(set(order)) == (2 * CORE + 1) ** 2


def test_things_do_not_depend_on_the_order_of_asking(networks: tuple[TerrainNetworks, LayoutNetwork]) -> None:
    chunks = [(x, z) for x in range(1, 5) for z in range(2, 5)]
    together = Generator(*networks).objects(SPEC, 5, chunks)
    apart = Generator(*networks)
    for chunk in reversed(chunks):
        assert apart.objects(SPEC, 5, [chunk])[chunk] == together[chunk]
    assert sum(map(len, together.values())) > 20
    for (ix, iz), tokens in together.items():
        assert all(ix * CHUNK <= t.x < (ix + 1) * CHUNK and iz * CHUNK <= t.z < (iz + 1) * CHUNK for t in tokens)


def test_the_core_keeps_the_counts(networks: tuple[TerrainNetworks, LayoutNetwork]) -> None:
    generator = Generator(*networks)
    around = range(-CORE, CORE + 1)
    core = generator.objects(SPEC, 3, [(x, z) for x in around for z in around])
    names = [t.shape for row in core.values() for t in row]
    for item in SPEC.items:
        assert names.count(item.concept) == item.count, item
    far = generator.objects(SPEC, 3, [(6, 6), (7, 6)])
    assert all(t.shape != "tree_round" for row in far.values() for t in row)
    ground = generator.ground(SPEC, 3, [(0, 0)])[(0, 0)]
    for token in core[(0, 0)]:
        if token.shape == "dragon":
            assert token.y >= 10
        else:
            i, j = int(token.x * 2) + 3, int(token.z * 2) + 3
            patch = ground[0, j : j + 3, i : i + 3]
            assert min(patch.min(), 0.0) - 1e-4 <= token.y <= max(patch.max(), 0.0) + 1e-4
    x, z, yaw = generator.start(SPEC, 3)
    assert np.isfinite([x, z, yaw]).all() and np.hypot(x, z) < 64


def _thing(random: np.random.Generator) -> list[int]:
    x, z = random.uniform(0, 32, 2)
    return encode("house", float(x), float(z), 1.0, 1.0, 3, False)


def test_step_by_step_equals_all_at_once(networks: tuple[TerrainNetworks, LayoutNetwork]) -> None:
    layout = networks[1].eval()
    random = np.random.default_rng(0)
    lanes = 5
    view = random.normal(size=(lanes, VIEW_CHANNELS, VIEW, VIEW)).astype(np.float32)
    spec = random.normal(size=(lanes, CONDITION + CONTEXT)).astype(np.float32)
    near = random.integers(0, 2, (lanes, NEAR, FIELDS))
    shift = random.normal(size=(lanes, NEAR, 2)).astype(np.float32) * 32
    held = [3 * i for i in range(lanes)]
    for i in range(lanes):
        near[i, held[i] :, 0] = -1
    own = np.array([[[START, 0, 0, 0, 0, 0, 0]] + [_thing(random) for _ in range(5)] for _ in range(lanes)])
    tensors = [torch.from_numpy(array) for array in (view, spec, near, shift, own)]
    with torch.inference_mode():
        heads = layout(*tensors)
        taken = layout.taken(*tensors[2:])
    weights = weights_of(layout)
    run = KVCache(weights, lanes, max(held))
    for i in range(lanes):
        patches, keys = see(weights.ground, view[i])
        np.testing.assert_allclose(keys, heads.keys[i].numpy(), atol=1e-4)
        run.begin(i, patches, spec[i], near[i, : held[i]], shift[i, : held[i]])
    for step in range(own.shape[1]):
        run.push(own[:, step], np.arange(lanes))
        np.testing.assert_allclose(run.hidden, heads.hidden[:, step].numpy(), atol=1e-4)
        np.testing.assert_allclose(run.taken, taken[:, step].numpy(), atol=1e-5)
    assert own.shape[1] < TOKENS


def test_a_lane_does_not_feel_its_company(networks: tuple[TerrainNetworks, LayoutNetwork]) -> None:
    """The same bits alone and among others: chunks may be asked for in any grouping."""
    weights = weights_of(networks[1])
    random = np.random.default_rng(1)
    patches = [
        see(weights.ground, random.normal(size=(VIEW_CHANNELS, VIEW, VIEW)).astype(np.float32))[0] for _ in "123"
    ]
    spec = random.normal(size=(3, CONDITION + CONTEXT)).astype(np.float32)
    none = np.zeros((0, FIELDS), np.int64), np.zeros((0, 2), np.float32)
    tokens = np.array([[START, 0, 0, 0, 0, 0, 0], _thing(random), _thing(random)])
    many = KVCache(weights, 3, 0)
    for i in range(3):
        many.begin(i, patches[i], spec[i], *none)
    for token in tokens:
        many.push(np.stack([token] * 3), np.arange(3))
    for i in range(3):
        one = KVCache(weights, 1, 0)
        one.begin(0, patches[i], spec[i], *none)
        for token in tokens:
            one.push(token[None], np.zeros(1, np.int64))
        assert np.array_equal(one.hidden[0], many.hidden[i]) and np.array_equal(one.taken[0], many.taken[i])


def test_bits_do_not_depend_on_who_helps(networks: tuple[TerrainNetworks, LayoutNetwork]) -> None:
    alone, helped = Generator(*networks), Generator(*networks)
    chunk = [(0, 0)]
    assert alone.objects(SPEC, 2, chunk) == helped.objects(SPEC, 2, chunk, helper_thread())
    assert np.array_equal(alone.ground(SPEC, 2, chunk)[0, 0], helped.ground(SPEC, 2, chunk)[0, 0])
