"""The dynamics' forward pass for play: compiled, on one thread, every row by itself.

`networks.dynamics` defines the network; this is the same arithmetic for a CPU, and a test holds the two together. A
row's numbers are summed in one fixed order whatever rows stand beside it: a world has the same bits in any company.
The network is a list of steps over a few buffers, so that each kind of step is compiled only once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.world.dynamics.attention import HEAD, HEADS, PAST, WIDTH, maps_of
from nacre.world.parameters import Parameters, array_of
from nacre.world.state import HISTORY

Array = NDArray[np.float32]
ROWS: Final = 32  # rows per block: their activations stay in the nearest cache while the weights stream past
ANSWER: Final = 32  # numbers answered for a character; a player has the first few
UNIT: Final = 8  # a linear map takes so many inputs per sweep over its outputs; its inputs are padded to that
SPAN: Final = 3 * WIDTH + HEADS * (PAST + HISTORY)  # query, key, value, what is asked of the past
_VALID: Final = 15  # column of a history token: 1 where there was such a tick
_SCALE: Final = HEAD**-0.5
# kinds of step
_NORMALISE, _LINEAR, _RAISED, _ADDED, _ATTEND = range(5)  # raised: GELU follows; added: onto what is there
# whose rows a step takes
_ALL, _PLAYERS, _CHARACTERS = range(3)
# buffers
_TOKENS, _X, _NORMED, _ATTENDED, _WIDE, _BUFFERS = range(6)


class Recipe:
    """The network as `forward` carries it out: steps [S, 7] and all the weights they point into."""

    def __init__(self, network: Any) -> None:
        """network: `Parameters` of the dynamics, or the torch module itself."""
        self._steps: list[tuple[int, ...]] = []
        self._weights: list[Array] = []
        self._size = 0
        self._network(Parameters.of(network))
        self.steps = np.array(self._steps, np.int64)
        self.weights = np.concatenate(self._weights)
        del self._steps, self._weights

    def _network(self, model: Parameters) -> None:
        for who, part in ((_PLAYERS, model.player_in), (_CHARACTERS, model.entity_in)):
            first, second = part[0], part[2]
            self._linear(_RAISED, who, _TOKENS, _WIDE, first.weight, first.bias)
            self._linear(_LINEAR, who, _WIDE, _X, second.weight, second.bias + model.kind[who - _PLAYERS])
        for layer in model.layers:
            rows, offset, values = maps_of(layer, model.past_in, model.age)
            self._norm(layer.norm)
            self._linear(_LINEAR, _ALL, _NORMED, _WIDE, rows, offset)
            self._attention(values)
            self._linear(_ADDED, _ALL, _ATTENDED, _X, layer.out_proj.weight, layer.out_proj.bias)
            self._norm(layer.norm_mlp)
            self._linear(_RAISED, _ALL, _NORMED, _WIDE, layer.mlp_up.weight, layer.mlp_up.bias)
            self._linear(_ADDED, _ALL, _WIDE, _X, layer.mlp_down.weight, layer.mlp_down.bias)
        self._norm(model.norm)
        for who, part in ((_PLAYERS, model.player_out), (_CHARACTERS, model.entity_out)):
            first, second = part[0], part[2]
            self._linear(_RAISED, who, _NORMED, _ATTENDED, first.weight, first.bias)
            self._linear(_LINEAR, who, _ATTENDED, _WIDE, second.weight, second.bias)

    def _step(
        self, kind: int, who: int, source: int, target: int, inputs: int, outputs: int, lines: Sequence[Array]
    ) -> None:
        self._steps.append((kind, who, source, target, inputs, outputs, self._size))
        for line in lines:
            self._weights.append(line.ravel())
            self._size += line.size

    def _norm(self, norm: Any) -> None:
        self._step(_NORMALISE, _ALL, _X, _NORMED, 1, WIDTH, [array_of(norm.weight), array_of(norm.bias)])

    def _attention(self, values: NDArray[Any]) -> None:
        self._step(_ATTEND, _ALL, _WIDE, _ATTENDED, PAST + HISTORY, WIDTH, [array_of(values.transpose(1, 0, 2))])

    def _linear(self, kind: int, who: int, source: int, target: int, weight: NDArray[Any], bias: NDArray[Any]) -> None:
        """A line of weights per input, inputs filled up with zeros, then the bias; outputs filled up likewise."""
        outputs, inputs = weight.shape
        lines = np.zeros((inputs + -inputs % UNIT, max(outputs, ANSWER)), np.float32)
        lines[:inputs, :outputs] = weight.T
        last = np.zeros(lines.shape[1], np.float32)
        last[:outputs] = bias
        self._step(kind, who, source, target, lines.shape[0], lines.shape[1], [lines, last])


# Contraction to fused multiply-adds is the one freedom given: it never changes the order of a sum. The error model
# without a check for zero divisors is what lets divisions be vectorised.
@njit(cache=True, fastmath={"contract"}, error_model="numpy")
def _linear(room: Array, source: int, target: int, rows: int, weight: Array, bias: Array, add: bool) -> None:
    """Rows from `target` on = or += rows from `source` on @ weight [inputs, outputs] + bias."""
    for n in range(rows):
        out = room[target + n]
        for o in range(len(bias)):
            out[o] = bias[o] + (out[o] if add else np.float32(0.0))
    # Weights outermost: eight lines of them serve every row before the next eight are fetched.
    for k in range(0, len(weight), 8):
        w0, w1, w2, w3 = weight[k], weight[k + 1], weight[k + 2], weight[k + 3]
        w4, w5, w6, w7 = weight[k + 4], weight[k + 5], weight[k + 6], weight[k + 7]
        for n in range(rows):
            x, out = room[source + n], room[target + n]
            x0, x1, x2, x3 = x[k], x[k + 1], x[k + 2], x[k + 3]
            x4, x5, x6, x7 = x[k + 4], x[k + 5], x[k + 6], x[k + 7]
            for o in range(len(bias)):
                total = out[o] + x0 * w0[o] + x1 * w1[o] + x2 * w2[o] + x3 * w3[o]
                out[o] = total + x4 * w4[o] + x5 * w5[o] + x6 * w6[o] + x7 * w7[o]


@njit(cache=True, fastmath={"contract"}, error_model="numpy")
def _exp(z: np.float32) -> np.float32:
    """exp(z) for |z| <= 32, relative error 1e-5: the power series of z / 32, squared five times."""
    t = z * np.float32(1.0 / 32.0)
    e = t * np.float32(1.0 / 40320.0) + np.float32(1.0 / 5040.0)
    e = e * t + np.float32(1.0 / 720.0)
    e = e * t + np.float32(1.0 / 120.0)
    e = e * t + np.float32(1.0 / 24.0)
    e = e * t + np.float32(1.0 / 6.0)
    e = e * t + np.float32(0.5)
    e = e * t + np.float32(1.0)
    e = e * t + np.float32(1.0)
    e = e * e
    e = e * e
    e = e * e
    e = e * e
    return e * e


@njit(cache=True, fastmath={"contract"}, error_model="numpy")
def _gelu(room: Array, target: int, rows: int, width: int) -> None:
    """GELU by tanh in place, as x / (1 + exp(-2u)) with u = sqrt(2 / pi) (x + 0.044715 x^3)."""
    for n in range(rows):
        x = room[target + n]
        for i in range(width):
            v = x[i]
            u = np.float32(-1.5957691) * (v + np.float32(0.044715) * v * v * v)
            x[i] = v / (np.float32(1.0) + _exp(min(max(u, np.float32(-32.0)), np.float32(32.0))))


@njit(cache=True, fastmath={"contract"}, error_model="numpy")
def _normalise(room: Array, source: int, target: int, rows: int, weights: Array, at: int) -> None:
    """LayerNorm of one buffer into another; sums are four partial ones, always the same four."""
    zero, width = np.float32(0.0), np.float32(WIDTH)
    for n in range(rows):
        x, out = room[source + n], room[target + n]
        a, b, c, d = zero, zero, zero, zero
        for i in range(0, WIDTH, 4):
            a, b, c, d = a + x[i], b + x[i + 1], c + x[i + 2], d + x[i + 3]
        mean = ((a + b) + (c + d)) / width
        a, b, c, d = zero, zero, zero, zero
        for i in range(0, WIDTH, 4):
            p, q, r, s = x[i] - mean, x[i + 1] - mean, x[i + 2] - mean, x[i + 3] - mean
            a, b, c, d = a + p * p, b + q * q, c + r * r, d + s * s
        size = np.float32(1.0) / np.sqrt(((a + b) + (c + d)) / width + np.float32(1e-5))
        for i in range(WIDTH):
            out[i] = (x[i] - mean) * size * weights[at + i] + weights[at + WIDTH + i]


@njit(cache=True, fastmath={"contract"}, error_model="numpy")
def _attend(
    room: Array, source: int, target: int, rows: int, weights: Array, at: int, history: Array, start: int
) -> None:
    """Attention of each row to its past and to itself, see `Layer`: source rows are query, key, value, asked."""
    turned = np.empty((PAST, HISTORY), np.float32)
    score = np.empty(HISTORY, np.float32)
    seen = np.empty(PAST + HISTORY, np.float32)
    for n in range(rows):
        projected, attended = room[source + n], room[target + n]  # query, key, value, and what is asked of the past
        for t in range(HISTORY):
            for i in range(PAST):
                turned[i, t] = history[start + n, t, i]
        for h in range(HEADS):
            asked, own = 3 * WIDTH + h * (PAST + HISTORY), np.float32(0.0)
            for i in range(h * HEAD, (h + 1) * HEAD):
                own += projected[i] * projected[WIDTH + i]
            for t in range(HISTORY):
                score[t] = projected[asked + PAST + t]
            for i in range(PAST):
                for t in range(HISTORY):
                    score[t] += projected[asked + i] * turned[i, t]
            highest = own
            for t in range(HISTORY):
                if turned[_VALID, t] < np.float32(0.5):
                    score[t] -= np.float32(1e4)
                highest = max(highest, score[t])
            own = _exp(max((own - highest) * np.float32(_SCALE), np.float32(-32.0)))
            whole = own
            for t in range(HISTORY):
                score[t] = _exp(max((score[t] - highest) * np.float32(_SCALE), np.float32(-32.0)))
                whole += score[t]
            for i in range(PAST):
                seen[i] = np.float32(0.0)
            for t in range(HISTORY):
                seen[PAST + t] = score[t] / whole
                for i in range(PAST):
                    seen[i] += seen[PAST + t] * history[start + n, t, i]
            for i in range(h * HEAD, (h + 1) * HEAD):
                attended[i] = own / whole * projected[2 * WIDTH + i]
            for k in range(PAST + HISTORY):
                values = at + k * WIDTH
                for i in range(h * HEAD, (h + 1) * HEAD):
                    attended[i] += seen[k] * weights[values + i]


@njit(cache=True, error_model="numpy")
def _carry_out(
    steps: NDArray[np.int64], weights: Array, tokens: Array, many: int, history: Array, room: Array, answer: Array
) -> None:
    """Every step for one block of rows after another; room [_BUFFERS * ROWS, SPAN] holds the buffers."""
    total = len(history)
    for start in range(0, total, ROWS):
        n = min(ROWS, total - start)
        people = min(n, max(0, many - start))
        for i in range(n):
            for k in range(tokens.shape[1]):
                room[i, k] = tokens[start + i, k]
            for k in range(tokens.shape[1], tokens.shape[1] + UNIT):
                room[i, k] = np.float32(0.0)  # their weights are 0, but 0 times what is left in memory may be NaN
        for s in range(len(steps)):
            kind, who, inputs, outputs, at = steps[s, 0], steps[s, 1], steps[s, 4], steps[s, 5], steps[s, 6]
            low, high = people if who == _CHARACTERS else 0, people if who == _PLAYERS else n
            source, target, rows = steps[s, 2] * ROWS + low, steps[s, 3] * ROWS + low, high - low
            if kind == _NORMALISE:
                _normalise(room, source, target, rows, weights, at)
            elif kind == _ATTEND:
                _attend(room, source, target, rows, weights, at, history, start)
            else:
                bias = at + inputs * outputs
                weight = weights[at:bias].reshape(inputs, outputs)
                _linear(room, source, target, rows, weight, weights[bias : bias + outputs], kind == _ADDED)
            if kind == _RAISED:
                _gelu(room, target, rows, outputs)
        for i in range(n):
            for k in range(answer.shape[1]):
                answer[start + i, k] = room[_WIDE * ROWS + i, k]


def forward(recipe: Recipe, tokens: Array, many: int, history: Array) -> Array:
    """Tokens [N, ENTITY_TOKEN], `many` players' first, history [N, HISTORY, PAST] -> float32 [N, ANSWER].

    Tokens are filled up with zeros; columns that players lack are 0.
    """
    answer = np.empty((len(history), ANSWER), np.float32)
    room = np.empty((_BUFFERS * ROWS, SPAN), np.float32)
    _carry_out(recipe.steps, recipe.weights, tokens, many, history, room, answer)
    return answer
