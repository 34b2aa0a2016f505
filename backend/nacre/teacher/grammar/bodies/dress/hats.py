"""Hats, helmets and other things on heads, made around the head's ellipsoid."""

from __future__ import annotations

from nacre.parts.language import Array
from nacre.teacher.grammar.bodies import palette
from nacre.teacher.grammar.bodies.dress import helmets
from nacre.teacher.grammar.bodies.dress.helmets import around, dome, ring
from nacre.teacher.grammar.bodies.mannequin import Mannequin

# hats that cover the top of the head, so that hair there is left out
COVERING = (
    "brim",
    "pointed",
    "cap",
    "hood",
    "scarf",
    "turban",
    "fur",
    "knit",
    "kettle",
    "plate",
    "bandana",
    "straw",
    "wizard",
    "conical",
    "cowboy",
    "mitre",
    "tricorn",
    "kabuto",
    "beret",
    "coif",
    "open_helm",
)


def hat(m: Mannequin, style: str, colour: int, trim: int) -> None:
    """Put a hat on the head; `colour` is most of it, `trim` its band, feather or bobble."""
    maker = HATS.get(style)
    if maker is not None:
        maker(m, colour, trim)


def _brimmed(
    m: Mannequin,
    colour: int,
    band: int,
    *,
    reach: float,
    tall: float,
    top: float,
    material: str = "cloth",
    at: float = 0.42,
    curl: bool = False,
) -> None:
    x, y, z, w, r = around(m)
    base = y + at * r
    m.add(
        "cylinder",
        (x, base, z),
        (w * reach, 0.06 * r, w * reach),
        material,
        colour,
        "hat",
        m.head,
        sides=12,
        taper=(0.92, 0.92),
        rotation=(0, 5, 0),
    )
    m.add(
        "cylinder",
        (x, base + tall * r, z + 0.03),
        (w * 0.98, tall * r, w * 0.98),
        material,
        colour,
        "hat",
        m.head,
        sides=12,
        taper=(top, top),
        rotation=(0, 5, 0),
    )
    m.add(
        "cylinder",
        (x, base + 0.13 * r, z + 0.005),
        (w * 1.02, 0.1 * r, w * 1.02),
        "leather",
        band,
        "hat",
        m.head,
        sides=12,
    )
    if curl:
        m.rod(
            (x - w * reach * 0.9, base + 0.12 * r, z + w * 0.8),
            (x - w * reach * 0.9, base + 0.12 * r, z - w * 0.8),
            0.07 * r,
            material,
            colour,
            "hat",
            m.head,
            array=Array(2, (1.8 * w * reach, 0, 0)),
        )


def brim(m: Mannequin, colour: int, trim: int) -> None:
    """A felt hat with a band and, often, a feather."""
    _brimmed(m, colour, trim, reach=1.6, tall=0.4, top=0.8)
    if m.chance(0.5):
        x, y, z, w, r = around(m)
        m.rod(
            (x + w * 0.95, y + 0.5 * r, z),
            (x + w * 1.15, y + 1.35 * r, z + 0.3 * r),
            0.1 * r,
            "cloth",
            palette.CREAM,
            "hat",
            m.head,
            kind="ellipsoid",
            flat=0.4,
        )


def straw(m: Mannequin, colour: int, trim: int) -> None:
    """A wide straw hat with a round crown."""
    ring(m, 0.45, (2.0, 0.1, 1.95), "thatch", colour, sides=14, taper=(0.62, 0.62), rotation=(0, 5, 0))
    dome(m, 0.6, (0.98, 0.55, 0.98), "thatch", colour)
    ring(m, 0.6, (1.03, 0.09, 1.03), "cloth", trim, sides=14)


def pointed(m: Mannequin, colour: int, trim: int) -> None:
    """A soft pointed cap with a fur rim and a bobble, bent at the tip."""
    x, y, z, w, r = around(m)
    ring(m, 0.45, (1.1, 0.16, 1.1), "fur", trim, sides=12)
    m.add(
        "cylinder",
        (x, y + 1.0 * r, z + 0.06 * r),
        (w * 1.03, 0.5 * r, w * 1.03),
        "cloth",
        colour,
        "hat",
        m.head,
        sides=12,
        taper=(0.45, 0.45),
        rotation=(0, 10, 0),
    )
    m.rod(
        (x, y + 1.4 * r, z + 0.1 * r),
        (x + 0.35 * r, y + 1.75 * r, z + 0.5 * r),
        w * 0.46,
        "cloth",
        colour,
        "hat",
        m.head,
        kind="cylinder",
        end=0.25,
    )
    m.ball((x + 0.36 * r, y + 1.76 * r, z + 0.52 * r), 0.19 * r, "fur", trim, "hat", m.head)


def cap(m: Mannequin, colour: int, trim: int) -> None:
    """A flat cap with a peak."""
    x, y, z, w, r = around(m)
    m.ball((x, y + 0.55 * r, z + 0.02), (w * 1.08, 0.5 * r, w * 1.08), "cloth", colour, "hat", m.head)
    m.add(
        "box",
        (x, y + 0.42 * r, z - w * 1.05),
        (w * 0.62, 0.05 * r, 0.32 * r),
        "cloth",
        palette.shade(colour, 0.75),
        "hat",
        m.head,
        bevel=0.02,
        rotation=(0, -10, 0),
    )
    m.ball((x, y + 1.05 * r, z + 0.02), 0.08 * r, "cloth", trim, "hat", m.head)


def beret(m: Mannequin, colour: int, trim: int) -> None:
    """A beret, worn to one side."""
    x, y, z, w, r = around(m)
    m.ball(
        (x + 0.14 * r, y + 0.78 * r, z),
        (w * 1.25, 0.26 * r, w * 1.2),
        "cloth",
        colour,
        "hat",
        m.head,
        rotation=(0, -5, -15),
    )
    ring(m, 0.5, (0.99, 0.09, 0.97), "cloth", trim, sides=12)


def knit(m: Mannequin, colour: int, trim: int) -> None:
    """A knitted cap with a bobble."""
    x, y, z, _, r = around(m)
    dome(m, 0.5, (1.07, 0.66, 1.07), "cloth", colour)
    ring(m, 0.42, (1.12, 0.14, 1.12), "cloth", trim, sides=12)
    m.ball((x, y + 1.22 * r, z), 0.18 * r, "fur", trim, "hat", m.head)


def hood(m: Mannequin, colour: int, trim: int) -> None:
    """A hood that frames the face, with a pointed tip and a collar."""
    x, y, z, w, r = around(m)
    m.ball((x, y + 0.12 * r, z + 0.28 * r), (w * 1.12, 1.02 * r, w * 0.98), "cloth", colour, "hat", m.head)
    m.ball((x, y + 0.68 * r, z - 0.02 * r), (w * 1.08, 0.5 * r, w * 1.06), "cloth", colour, "hat", m.head)
    m.rod(
        (x, y + 0.9 * r, z + 0.5 * r),
        (x, y + 0.95 * r, z + 1.35 * r),
        w * 0.5,
        "cloth",
        colour,
        "hat",
        m.head,
        kind="cylinder",
        end=0.2,
    )
    m.ball((x, y - 0.95 * r, z + 0.1 * r), (w * 1.2, 0.24 * r, w * 1.1), "cloth", trim, "hat", m.head)


def scarf(m: Mannequin, colour: int, trim: int) -> None:
    """A head scarf, knotted at the nape."""
    x, y, z, w, r = around(m)
    m.ball((x, y + 0.14 * r, z + 0.22 * r), (w * 1.1, 1.0 * r, w * 0.98), "cloth", colour, "hat", m.head)
    dome(m, 0.58, (1.05, 0.52, 1.03), "cloth", colour)
    m.add(
        "cylinder",
        (x, y + 0.42 * r, z - 0.02 * r),
        (w * 1.06, 0.07 * r, w * 1.04),
        "cloth",
        trim,
        "hat",
        m.head,
        sides=12,
        rotation=(0, 10, 0),
    )
    m.rod(
        (x, y - 0.35 * r, z + 1.05 * r),
        (x, y - 1.0 * r, z + 1.25 * r),
        0.26 * r,
        "cloth",
        colour,
        "hat",
        m.head,
        kind="ellipsoid",
        flat=0.5,
    )


def turban(m: Mannequin, colour: int, trim: int) -> None:
    """A wound turban with a jewel."""
    x, y, z, w, r = around(m)
    dome(m, 0.58, (1.24, 0.36, 1.24), "cloth", colour, rotation=(0, 5, 10))
    dome(m, 0.78, (1.14, 0.36, 1.14), "cloth", palette.shade(colour, 1.15), rotation=(0, 5, -15))
    dome(m, 1.08, (0.6, 0.26, 0.6), "cloth", colour)
    m.ball((x, y + 0.68 * r, z - w * 1.2), (0.12 * r, 0.17 * r, 0.08 * r), "gold", trim, "hat", m.head)


def fur(m: Mannequin, colour: int, trim: int) -> None:
    """A fur cap with flaps over the ears."""
    x, y, z, w, r = around(m)
    ring(m, 0.68, (1.16, 0.32, 1.16), "fur", colour, sides=12, bevel=0.03, taper=(0.95, 0.95))
    dome(m, 0.98, (0.98, 0.22, 0.98), "cloth", trim)
    m.ball(
        (x - w * 1.04, y + 0.05 * r, z + 0.08 * r),
        (0.16 * r, 0.52 * r, 0.34 * r),
        "fur",
        colour,
        "hat",
        m.head,
        array=Array(2, (2.08 * w, 0, 0)),
    )


def conical(m: Mannequin, colour: int, trim: int) -> None:
    """A conical hat of straw, tied under the chin."""
    x, y, z, w, r = around(m)
    ring(m, 0.75, (1.85, 0.42, 1.85), "thatch", colour, sides=14, taper=(0.05, 0.05), rotation=(0, 5, 0))
    m.add(
        "box",
        (x - w * 0.97, y - 0.15 * r, z - 0.15 * r),
        (0.03 * r, 0.62 * r, 0.06 * r),
        "cloth",
        trim,
        "hat",
        m.head,
        array=Array(2, (1.94 * w, 0, 0)),
    )


def cowboy(m: Mannequin, colour: int, trim: int) -> None:
    """A cowboy's hat: curled brim, creased crown."""
    _brimmed(m, colour, trim, reach=1.75, tall=0.46, top=0.72, material="leather", curl=True)
    x, y, z, w, r = around(m)
    m.ball(
        (x - 0.3 * w, y + 1.32 * r, z + 0.03),
        (0.34 * w, 0.15 * r, 0.66 * w),
        "leather",
        colour,
        "hat",
        m.head,
        array=Array(2, (0.6 * w, 0, 0)),
    )


def wizard(m: Mannequin, colour: int, trim: int) -> None:
    """A witch's hat: broad brim and a tall bent cone with a buckle."""
    x, y, z, w, r = around(m)
    ring(m, 0.45, (1.95, 0.06, 1.95), "cloth", colour, sides=14, rotation=(0, 5, 5), taper=(0.94, 0.94))
    m.add(
        "cylinder",
        (x, y + 1.05 * r, z + 0.05 * r),
        (w * 1.02, 0.58 * r, w * 1.02),
        "cloth",
        colour,
        "hat",
        m.head,
        sides=12,
        taper=(0.5, 0.5),
        rotation=(0, 5, 5),
    )
    m.rod(
        (x - 0.05 * r, y + 1.5 * r, z + 0.1 * r),
        (x - 0.38 * r, y + 2.35 * r, z + 0.5 * r),
        w * 0.54,
        "cloth",
        colour,
        "hat",
        m.head,
        kind="cylinder",
        end=0.12,
    )
    ring(m, 0.6, (1.0, 0.12, 1.0), "cloth", trim, sides=12)
    m.add("box", (x, y + 0.62 * r, z - w * 0.98), (0.17 * r, 0.15 * r, 0.05 * r), "gold", palette.GOLD, "hat", m.head)


def bandana(m: Mannequin, colour: int, trim: int) -> None:
    """A cloth tied over the hair, ends flying."""
    x, y, z, w, r = around(m)
    dome(m, 0.5, (1.04, 0.58, 1.04), "cloth", colour)
    ring(m, 0.44, (1.07, 0.1, 1.07), "cloth", trim, sides=12)
    m.ball((x, y + 0.4 * r, z + w * 1.15), (0.14 * r, 0.14 * r, 0.14 * r), "cloth", colour, "hat", m.head)
    m.rod(
        (x, y + 0.4 * r, z + w * 1.1),
        (x + 0.2 * r, y - 0.25 * r, z + w * 1.5),
        0.16 * r,
        "cloth",
        colour,
        "hat",
        m.head,
        kind="ellipsoid",
        flat=0.4,
    )


def coif(m: Mannequin, colour: int, trim: int) -> None:
    """A linen cap with a frill, as housewives and bakers wear."""
    x, y, z, w, r = around(m)
    m.ball((x, y + 0.62 * r, z + 0.16 * r), (w * 1.1, 0.62 * r, w * 1.06), "cloth", colour, "hat", m.head)
    m.add(
        "cylinder",
        (x, y + 0.42 * r, z + 0.06 * r),
        (w * 1.18, 0.1 * r, w * 1.14),
        "cloth",
        trim,
        "hat",
        m.head,
        sides=16,
        rotation=(0, 15, 0),
    )


HATS = {
    "brim": brim,
    "straw": straw,
    "pointed": pointed,
    "cap": cap,
    "beret": beret,
    "knit": knit,
    "hood": hood,
    "scarf": scarf,
    "turban": turban,
    "fur": fur,
    "conical": conical,
    "cowboy": cowboy,
    "wizard": wizard,
    "kettle": helmets.kettle,
    "open_helm": helmets.open_helm,
    "plate": helmets.plate,
    "mitre": helmets.mitre,
    "tricorn": helmets.tricorn,
    "bandana": bandana,
    "crown": helmets.crown,
    "kabuto": helmets.kabuto,
    "coif": coif,
}
