"""How bright a picture is by the hour and the place: an eye follows the light, and never all the way."""

from itertools import pairwise

import numpy as np
import pytest

from nacre.prompts import understand
from nacre.vocabulary import WEATHERS
from nacre.world.atmosphere import Atmosphere
from nacre.world.interface import Camera
from nacre.world.model import MOST_EXPOSED, _opened_eye
from nacre.world.render.light_boxes import no_light
from nacre.world.render.renderer import no_lamps
from nacre.world.render.shading import air as a

LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
HERE = Camera((0.0, 1.6, 0.0), 0.0, 0.0)


def lawn(hours: float, weather: str) -> float:
    """What a level white ground shows, after exposure."""
    row = a.air(Atmosphere(hours, weather))
    sun = float(row[a.SUN_COLOUR : a.SUN_COLOUR + 3] @ LUMINANCE) * float(row[a.SUN + 1])
    return (sun + float(row[a.SKY_LIGHT : a.SKY_LIGHT + 3] @ LUMINANCE)) * float(row[a.EXPOSURE])


@pytest.mark.parametrize("weather", WEATHERS)
def test_no_hour_of_the_evening_is_darker_than_the_night(weather: str) -> None:
    """Dusk lies between day and night: a lawn of seven in the evening was shown at less than half of midnight's.

    A tenth below midnight is left for the moon, which stands lower then.
    """
    night = lawn(23.5, weather)
    for hours in np.arange(12.0, 23.5, 0.1):
        assert lawn(float(hours), weather) > 0.9 * night, hours


@pytest.mark.parametrize("weather", WEATHERS)
def test_the_eye_does_not_make_an_evening_of_noon_or_noon_of_an_evening(weather: str) -> None:
    """The lower the sun, the darker the picture, until the moon takes over."""
    shown = [lawn(hours, weather) for hours in (12.0, 14.0, 16.0, 17.0, 18.0, 19.0)]
    assert all(later < earlier for earlier, later in pairwise(shown))
    assert shown[-1] < 0.75 * shown[0]


def test_full_daylight_is_exposed_as_it_is() -> None:
    """From ten to two under a clear sky nothing is opened."""
    for hours in (10.0, 12.0, 14.0):
        assert a.air(Atmosphere(hours))[a.EXPOSURE] == np.float32(0.44)


@pytest.mark.parametrize("word", ["a graveyard", "a cemetery", "an autumn churchyard", "ein Friedhof im Herbst"])
def test_graves_are_shown_while_the_sun_still_lights_them(word: str) -> None:
    """The hour that graves imply has a low sun that reaches the ground; an hour that is said counts instead."""
    assert 10.0 < np.degrees(Atmosphere(understand(word, 1).spec.hours).elevation) < 20.0
    assert understand("a graveyard at midnight", 1).spec.hours == 0.0


def opened(hours: float, lamps: np.ndarray) -> float:
    """How far an eye opens in a place whose light is unknown, as dark as can be."""
    return _opened_eye(no_light(), a.air(Atmosphere(hours)), lamps, HERE)[0]


def test_lamps_beside_the_eye_close_it_again() -> None:
    """A lit room at night is not taken in like a dark one; a lamp that does not reach counts for nothing."""
    near = np.array([[0.0, 2.2, -1.5, 1.6, 1.1, 0.6, 6.0]], np.float32)
    far = np.array([[0.0, 2.2, -15.0, 1.6, 1.1, 0.6, 6.0]], np.float32)
    dark = opened(23.0, no_lamps())
    assert opened(23.0, near) < 0.5 * dark
    assert opened(23.0, far) == dark


def test_a_dark_room_at_night_opens_no_day_outside_its_windows() -> None:
    """By night an eye is wide open already: with what a dark room adds it stays within bounds."""
    assert opened(23.0, no_lamps()) * a.air(Atmosphere(23.0))[a.EXPOSURE] <= MOST_EXPOSED * 1.001
    assert opened(12.0, no_lamps()) == 6.0
