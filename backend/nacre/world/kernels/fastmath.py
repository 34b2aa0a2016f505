"""log and power for float32 loops, beside `arithmetic.exponential`: no branches or calls, so that loops vectorise.

The polynomial of Cephes (S. Moshier, logf.c); relative error below 3e-7 in the range used here.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from nacre.world.kernels.arithmetic import exponential

_F, _I = np.float32, np.int32
_LN2_HIGH, _LN2_LOW = _F(0.693359375), _F(-2.12194440e-4)
_L0, _L1, _L2 = _F(7.0376836292e-2), _F(-1.1514610310e-1), _F(1.1676998740e-1)
_L3, _L4, _L5 = _F(-1.2420140846e-1), _F(1.4249322787e-1), _F(-1.6668057665e-1)
_L6, _L7, _L8 = _F(2.0000714765e-1), _F(-2.4999993993e-1), _F(3.3333331174e-1)
_ONE, _HALF, _ROOT = _F(1.0), _F(0.5), _F(0.70710678)


@njit(cache=True, inline="always")
def log(x):
    """Natural logarithm of a normal, positive float32."""
    bits = _F(x).view(_I)
    exponent = _F(_I((bits >> _I(23)) - _I(126)))
    m = _I((bits & _I(0x007FFFFF)) | _I(0x3F000000)).view(_F)
    low = m < _ROOT
    exponent = exponent - _ONE if low else exponent
    m = (m + m if low else m) - _ONE
    z = m * m
    p = ((((_L0 * m + _L1) * m + _L2) * m + _L3) * m + _L4) * m + _L5
    p = ((p * m + _L6) * m + _L7) * m + _L8
    return m + (p * m * z - _HALF * z + exponent * _LN2_LOW) + exponent * _LN2_HIGH


@njit(cache=True, inline="always")
def power(x, exponent):
    """A positive float32 to a power."""
    return exponential(exponent * log(x))
