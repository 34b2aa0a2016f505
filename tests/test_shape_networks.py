"""The shape autoencoder: what is shipped decodes to shapes, the same bits every time."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from nacre.teacher.shapes import shape_volume
from nacre.vocabulary import OBJECTS, SHAPE_INDEX
from nacre.world.voxels.shapes import LATENT, ShapeDecoder, ShapeEncoder, ShapeLibrary
from nacre.world.weights import WEIGHTS, WeightsError, load_tensors


def test_picked_voxels_equal_the_whole_volume() -> None:
    torch.manual_seed(0)
    decoder = ShapeDecoder()
    latent, shape = torch.randn(2, LATENT), torch.tensor([3, 30])
    where = torch.randint(0, 32**3, (2, 50))
    whole = decoder(latent, shape).flatten(2)
    some = decoder.at(latent, shape, where)
    for i in range(2):
        torch.testing.assert_close(some[i], whole[i][:, where[i]].T, atol=1e-5, rtol=1e-4)


def test_encoder_reads_volumes() -> None:
    voxels = torch.from_numpy(np.stack([shape_volume("house", s, False) for s in (1, 2)]))
    latents = ShapeEncoder()(voxels, torch.tensor([0, 0]))
    assert latents.shape == (2, LATENT)
    assert not torch.equal(latents[0], latents[1])


def test_missing_weights_say_what_to_do() -> None:
    with pytest.raises(WeightsError, match="nacre train"):
        load_tensors(WEIGHTS / "nothing.safetensors")


@pytest.mark.skipif(not (WEIGHTS / "shapes.safetensors").is_file(), reason="no shape weights in this tree")
class TestShipped:
    def test_decodes_the_teachers_styles(self) -> None:
        """Decoded surfaces lie near the exact ones, for every class that stands somewhere."""
        library = ShapeLibrary.load()
        errors = []
        for name in OBJECTS:
            exact = shape_volume(name, 5, False)
            decoded = library.volume(name, 5)
            near = np.abs(exact[0]) < 1.0
            errors.append(float(np.abs(decoded[0] - exact[0])[near].mean()))
            assert decoded.min() >= -4 and decoded[1:].max() <= 1
        assert np.mean(errors) < 0.5, "cells; an untrained decoder gives above 1"

    def test_same_token_same_bits(self) -> None:
        one, two = ShapeLibrary.load(), ShapeLibrary.load()
        two.volume("house", 1)
        for phase in (0, 3):
            assert np.array_equal(one.volume("villager", 2, phase=phase), two.volume("villager", 2, phase=phase))
        assert not np.array_equal(one.volume("villager", 2, phase=0), one.volume("villager", 2, phase=4))
        assert SHAPE_INDEX["villager"] == len(OBJECTS)
