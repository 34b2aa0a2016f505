"""People of the village and the road: villagers, children, merchants, smiths, farmers, priests and others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nacre.parts.attributes import CONDITIONS, ORNAMENTS, Attributes
from nacre.parts.language import Program
from nacre.teacher.grammar.bodies import palette
from nacre.teacher.grammar.bodies.dress import carried, clothes, face, hats
from nacre.teacher.grammar.bodies.dress import hair as hairs
from nacre.teacher.grammar.bodies.mannequin import Build, Mannequin
from nacre.teacher.grammar.registry import grammar


@dataclass
class Person:
    """What was wished or drawn for one person, before it is built."""

    rng: np.random.Generator
    age: float
    woman: bool
    upper: int
    lower: int
    accent: int
    skin: int
    ornament: str
    condition: str
    winter: bool

    def attributes(self) -> Attributes:
        """The wishes, filled in."""
        return Attributes(
            primary=self.upper,
            secondary=self.lower,
            accent=self.accent,
            detail=self.skin,
            ornament=self.ornament,
            condition=self.condition,
            season="winter" if self.winter else "summer",
            age=round(self.age, 2),
        )


def person(
    rng: np.random.Generator,
    wishes: Attributes,
    *,
    ages: tuple[float, float] = (0.25, 0.9),
    women: float = 0.5,
    uppers: tuple[int, ...] = palette.CLOTHS,
    lowers: tuple[int, ...] = palette.SOBER,
    accents: tuple[int, ...] = palette.CLOTHS,
    skins: tuple[int, ...] = palette.SKINS,
) -> Person:
    """Draw a person; every wish that is given is kept."""
    age = round(float(rng.uniform(*ages)), 2)
    upper = palette.wish(rng, wishes.primary, uppers)
    lower = palette.apart(rng, wishes.secondary, lowers, upper)
    accent = palette.apart(rng, wishes.accent, accents, upper)
    skin = palette.wish(rng, wishes.detail, skins)
    ornament = str(rng.choice(ORNAMENTS, p=(0.3, 0.5, 0.2)))
    condition = str(rng.choice(CONDITIONS[:2], p=(0.65, 0.35)))
    winter = bool(rng.random() < 0.2)
    if wishes.season is not None:
        winter = wishes.season == "winter"
    asked = "worn" if wishes.condition == "ruined" else wishes.condition
    return Person(
        rng,
        age if wishes.age is None else wishes.age,
        bool(rng.random() < women),
        upper,
        lower,
        accent,
        skin,
        wishes.ornament or ornament,
        asked or condition,
        winter,
    )


def build(
    p: Person,
    *,
    height: float = 1.7,
    width: float = 1.0,
    sleeve: int | None = None,
    shin: int | None = None,
    foot: int | None = None,
    belly: float = 0.0,
    **more: object,
) -> Build:
    """Measures by age and sex; children are small with big heads, the old stoop a little."""
    grown = min(1.0, 0.55 + p.age * 2.2)
    tall = height * (0.955 if p.woman else 1.0) * grown * float(p.rng.uniform(0.96, 1.04))
    stoop = 0.05 * max(0.0, p.age - 0.75) / 0.25
    boots = palette.pick(p.rng, palette.LEATHERS)
    child = max(0.0, 1.0 - (grown - 0.55) / 0.45)
    return Build(
        height=tall,
        width=width * (0.93 if p.woman else 1.0) * float(p.rng.uniform(0.94, 1.08)) * (1 + 0.1 * child),
        skin=p.skin,
        upper=p.upper,
        lower=p.lower,
        sleeve=p.upper if sleeve is None else sleeve,
        shin=p.lower if shin is None else shin,
        foot=boots if foot is None else foot,
        head=0.255 + 0.07 * child,
        belly=belly,
        stoop=stoop,
        leg=0.36 - 0.04 * child,
        **more,  # type: ignore[arg-type]
    )


def head(
    m: Mannequin,
    p: Person,
    hat: str | None,
    *,
    hat_colour: int | None = None,
    trim: int | None = None,
    cut: str | None = None,
    beard: str | None = None,
    brow: float | None = None,
    smile: float | None = None,
    glasses: float = 0.08,
    hair_colour: int | None = None,
) -> int:
    """Head, face, hair, beard and hat; returns the hair's colour."""
    m.skull()
    drawn = hairs.hair_colour(m, p.age)
    colour = drawn if hair_colour is None else hair_colour
    eye = palette.pick(m.rng, palette.EYES)
    child = p.age < 0.2
    if cut is None:
        cut = m.choose(*(hairs.CHILD if child else hairs.FEMALE if p.woman else hairs.MALE))
    if cut == "bald" and p.age < 0.4:
        cut = "short"
    if beard is None:
        beard = "" if p.woman or child else m.choose("", "", "full", "moustache", "goatee", "whiskers", "full")
    if beard == "full" and p.age > 0.7:
        beard = "long"
    face.face(
        m,
        eye=eye,
        hair=colour,
        brow=m.between(-12, 12) if brow is None else brow,
        smile=m.between(0.3, 0.9) if smile is None else smile,
        nose=m.between(0.85, 1.35) * (0.75 if child else 1.0),
        eye_size=1.12 if child else m.between(0.92, 1.05),
        lashes=p.woman and not child,
        gaze=0.0,
        mouth=beard not in ("full", "long"),
        old=p.age > 0.68,
    )
    covered = hat in hats.COVERING
    if covered and cut in ("bun", "curly", "spiky", "tousled", "parted", "bowl", "bunches"):
        cut = "bob" if p.woman else "short"
    hairs.hair(m, cut, colour, covered=covered)
    if beard:
        face.beard(m, beard, colour)
    if m.chance(glasses * (2.5 if p.age > 0.6 else 1.0)):
        face.glasses(m, palette.IRON)
    if hat is not None:
        hats.hat(m, hat, p.accent if hat_colour is None else hat_colour, palette.CREAM if trim is None else trim)
    return colour


def finish(m: Mannequin, p: Person) -> tuple[Program, Attributes]:
    """The program and what was drawn."""
    return m.b.program(), p.attributes()


def dress_up(m: Mannequin, p: Person, *, belted: bool = True) -> None:
    """What ornament, wear and winter add."""
    if belted:
        clothes.belt(m, palette.pick(m.rng, palette.LEATHERS))
    if p.winter:
        clothes.neckscarf(m, p.accent)
    elif p.ornament != "plain":
        clothes.collar(m, palette.LINEN)
    if p.ornament == "rich":
        clothes.buttons(m, palette.GOLD)
    if p.condition == "worn":
        clothes.patches(m, palette.contrast(p.lower))


@grammar("villager")
def villager(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A villager in a hat, a hood or bare-headed, with a basket, a bucket, a stick or a bag."""
    p = person(rng, wishes)
    robust = rng.random() < 0.3
    c = build(p, width=1.18 if robust else 1.0, belly=0.6 if robust else 0.0)
    m = Mannequin(name, rng, c)
    skirted = p.woman and m.chance(0.8)
    short_sleeves = m.chance(0.3) and not p.winter
    c.sleeve = c.skin if short_sleeves else c.upper
    m.trunk()
    if skirted:
        clothes.skirt(m, p.lower, trim=palette.contrast(p.lower) if p.ornament == "rich" else None)
        if m.chance(0.6):
            clothes.apron(m, palette.LINEN, bib=m.chance(0.4), flare=1.6, low=0.2)
    else:
        clothes.tunic(m, p.upper, m.between(0.1, 0.2))
    dress_up(m, p)
    extra = m.choose("none", "waistcoat", "braces", "cloak", "satchel", "none")
    if extra == "waistcoat" and not skirted and not robust:
        clothes.waistcoat(m, palette.contrast(p.upper))
    elif extra == "braces" and not skirted and not robust:
        clothes.braces(m, palette.pick(m.rng, palette.LEATHERS))
    elif extra == "cloak" or p.winter:
        clothes.cloak(m, palette.shade(p.lower, 0.85))
    elif extra == "satchel":
        clothes.satchel(m, palette.pick(m.rng, palette.LEATHERS), side=-1)
    if p.woman:
        hat = m.choose("scarf", "coif", "straw", "none", "none", "hood")
    else:
        hat = m.choose("brim", "pointed", "cap", "knit", "straw", "none", "beret", "hood")
    if p.winter:
        hat = m.choose("fur", "knit", "hood")
    if hat in ("none", "coif"):
        clothes.kerchief(m, p.accent)
    head(m, p, None if hat == "none" else hat, trim=palette.CREAM if hat != "hood" else palette.contrast(p.accent))
    what = m.choose("basket", "bucket", "lantern", "stick", "nothing", "basket", "sack")
    steady = {"stick": (1,), "bucket": (1,), "lantern": (1,), "basket": (-1,)}.get(what, ())
    m.arms(bend_r=25, steady=steady)
    if what == "basket":
        carried.basket(
            m, -1, palette.pick(m.rng, (palette.level(5, 1, 1), palette.level(5, 4, 2), palette.level(3, 4, 1)))
        )
    elif what == "bucket":
        carried.bucket(m, 1)
    elif what == "lantern":
        carried.lantern(m, 1)
    elif what == "stick":
        carried.staff(m, 1, "plain", p.accent)
    elif what == "sack":
        carried.sack(m, 1, palette.level(5, 4, 3))
    m.legs(boots=m.chance(0.4) and not skirted)
    return finish(m, p)


@grammar("child")
def child(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A child: a third of it head, bright clothes, a toy."""
    bright = (
        palette.level(6, 2, 1),
        palette.level(6, 5, 1),
        palette.level(2, 4, 6),
        palette.level(3, 5, 2),
        palette.level(6, 3, 4),
    )
    p = person(rng, wishes, ages=(0.0, 0.12), accents=bright)
    p.age = min(p.age, 0.18)
    c = build(p, width=1.12)
    m = Mannequin(name, rng, c)
    bare_legs = m.chance(0.4) and not p.winter
    c.shin = c.skin if bare_legs else c.lower
    m.trunk()
    if p.woman:
        clothes.skirt(m, p.upper if m.chance(0.5) else p.lower, hem=0.19, flare=1.75, trim=palette.CREAM)
    else:
        clothes.tunic(m, p.upper, 0.1, 1.2)
        if m.chance(0.5):
            clothes.braces(m, p.accent)
    if p.winter:
        clothes.neckscarf(m, p.accent)
    elif p.ornament != "plain":
        clothes.collar(m, palette.LINEN)
    if p.ornament == "rich":
        clothes.buttons(m, palette.GOLD)
    if p.condition == "worn":
        clothes.patches(m, palette.contrast(p.lower))
    hat = m.choose("cap", "none", "none", "straw", "beret", "pointed")
    if p.winter:
        hat = m.choose("knit", "pointed", "hood")
    if hat == "none" and not p.woman:
        clothes.kerchief(m, p.accent)
    head(m, p, None if hat == "none" else hat, beard="", brow=m.between(-15, 0), smile=m.between(0.6, 1.0))
    if hat == "none" and p.woman:
        r = m.head_half[1]
        x, y, z = m.head_at
        for side in (-1, 1):
            m.ball(
                (x + (0.5 + side * 0.17) * r, y + 0.92 * r, z - 0.3 * r),
                (0.18 * r, 0.13 * r, 0.08 * r),
                "cloth",
                p.accent,
                "hat",
                m.head,
                rotation=(0, 0, side * 20 - 25),
            )
    m.arms(spread_l=20, spread_r=20, bend_l=25, bend_r=25)
    toy = m.choose("balloon", "doll", "sword", "nothing", "flower")
    if toy == "balloon":
        carried.balloon(m, 1, p.accent)
    elif toy == "doll":
        carried.doll(m, 1, palette.level(5, 4, 2))
    elif toy == "sword":
        carried.stick(m, 1, p.accent)
    elif toy == "flower":
        x, y, z = m.hand_r
        m.rod((x, y - 0.05, z), (x, y + 0.2, z - 0.03), 0.012, "leaves", palette.level(2, 4, 1), "stem", m.fore_r)
        m.ball((x, y + 0.21, z - 0.03), (0.05, 0.03, 0.05), "paint", p.accent, "flower", m.fore_r)
    m.legs()
    return finish(m, p)


@grammar("old_woman")
def old_woman(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """An old woman: bent, in a shawl and long skirt, with a stick and a basket."""
    p = person(rng, wishes, ages=(0.8, 1.0), uppers=palette.SOBER + palette.CLOTHS[:6])
    p.woman = True
    p.age = max(p.age, 0.7)
    c = build(p, height=1.6, width=1.08, belly=0.4)
    c.stoop += 0.04
    m = Mannequin(name, rng, c)
    m.trunk()
    clothes.skirt(m, p.lower, hem=0.06, trim=palette.contrast(p.lower) if p.ornament == "rich" else None)
    if m.chance(0.7):
        clothes.apron(m, palette.LINEN, bib=False, flare=1.6, low=0.14)
    if p.condition == "worn":
        clothes.patches(m, palette.contrast(p.lower))
    h = c.height
    m.add(
        "box",
        (0, m.shoulder - 0.045 * h, 0.01),
        (m.half_width * 1.3, 0.06 * h, m.depth * 1.35),
        "cloth",
        p.accent,
        "cloth",
        m.torso,
        taper=(0.6, 0.6),
        bevel=0.03,
    )
    m.add(
        "box",
        (0, m.chest - 0.03 * h, -m.depth * 1.05),
        (0.05 * h, 0.09 * h, 0.02),
        "cloth",
        palette.shade(p.accent, 0.85),
        "cloth",
        m.torso,
        rotation=(0, 180, 0),
        taper=(0.2, 1.0),
        bevel=0.01,
    )
    hat = m.choose("scarf", "scarf", "coif", "none")
    head(
        m,
        p,
        None if hat == "none" else hat,
        hat_colour=p.accent if hat == "scarf" else palette.LINEN,
        trim=palette.contrast(p.accent),
        cut="bun",
        glasses=0.2,
        smile=m.between(0.2, 0.8),
    )
    m.arms(bend_r=45, bend_l=30, steady=(-1, 1))
    carried.staff(m, 1, "plain", p.accent)
    if m.chance(0.7):
        carried.basket(
            m, -1, palette.pick(rng, (palette.level(5, 1, 1), palette.level(5, 4, 2), palette.level(3, 4, 1)))
        )
    m.legs()
    return finish(m, p)


@grammar("townsperson")
def townsperson(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Somebody of a modern street: coat, shirt and tie, hooded jacket or dress; bag, umbrella, telephone or coffee."""
    p = person(
        rng,
        wishes,
        lowers=(palette.level(1, 2, 3), palette.level(2, 2, 2), palette.level(3, 3, 3), palette.level(4, 3, 2)),
    )
    c = build(p, width=1.05, belly=0.5 if rng.random() < 0.2 else 0.0)
    m = Mannequin(name, rng, c)
    look = m.choose("suit", "hoodie", "shirt", "coat") if not p.woman else m.choose("dress", "coat", "hoodie", "shirt")
    if p.winter:
        look = "coat"
    c.sleeve = c.skin if look in ("shirt", "dress") and m.chance(0.7) else c.upper
    c.shin = c.skin if look == "dress" else c.lower
    h = c.height
    m.trunk()
    if look == "suit":
        clothes.tunic(m, p.upper, 0.12, 1.12)
        m.add(
            "box",
            (0, m.chest + 0.02 * h, -m.depth * 0.97),
            (0.05 * h, 0.1 * h, 0.015),
            "cloth",
            palette.WHITE,
            "cloth",
            m.torso,
            rotation=(0, 180, 0),
            taper=(0.2, 1),
        )
        m.add(
            "box",
            (0, m.chest, -m.depth * 1.08),
            (0.02 * h, 0.09 * h, 0.012),
            "cloth",
            p.accent,
            "cloth",
            m.torso,
            rotation=(0, 180, 0),
            taper=(0.6, 1),
        )
        clothes.collar(m, palette.WHITE)
    elif look == "hoodie":
        m.ball(
            (0, m.shoulder + 0.01 * h, m.depth * 0.7),
            (m.half_width * 0.75, 0.05 * h, 0.06 * h),
            "cloth",
            palette.shade(p.upper, 0.85),
            "cloth",
            m.torso,
        )
        m.add(
            "box",
            (0, m.waist + 0.035 * h, -m.depth * 1.0),
            (m.half_width * 0.6, 0.04 * h, 0.02),
            "cloth",
            palette.shade(p.upper, 0.85),
            "cloth",
            m.torso,
            bevel=0.015,
            taper=(0.75, 1),
        )
        clothes.tunic(m, palette.shade(p.upper, 0.8), 0.05, 1.05)
    elif look == "coat":
        clothes.tunic(m, p.upper, m.between(0.2, 0.28), 1.3)
        clothes.buttons(m, palette.contrast(p.upper), 4)
        clothes.belt(m, palette.shade(p.upper, 0.7))
        m.add(
            "box",
            (0, m.shoulder - 0.01, 0),
            (m.half_width * 0.75, 0.03 * h, m.depth * 1.05),
            "cloth",
            palette.shade(p.upper, 0.75),
            "cloth",
            m.torso,
            bevel=0.02,
            taper=(0.8, 0.8),
        )
    elif look == "dress":
        clothes.skirt(m, p.upper, hem=0.22, flare=1.6, trim=p.accent if p.ornament == "rich" else None)
        clothes.belt(m, p.accent)
    else:
        clothes.belt(m, palette.pick(rng, palette.LEATHERS))
        clothes.collar(m, palette.contrast(p.upper))
        m.add(
            "box",
            (m.half_width * 0.45, m.chest + 0.02 * h, -m.depth * 0.98),
            (0.035 * h, 0.035 * h, 0.012),
            "cloth",
            palette.shade(p.upper, 0.8),
            "cloth",
            m.torso,
            bevel=0.005,
        )
    if p.winter:
        clothes.neckscarf(m, p.accent)
    elif look in ("hoodie", "coat", "shirt"):
        clothes.kerchief(m, p.accent)
    if p.condition == "worn":
        clothes.patches(m, palette.contrast(p.lower))
    bag = m.choose("backpack", "satchel", "none", "none")
    if bag == "backpack":
        clothes.backpack(m, p.accent, palette.contrast(p.accent))
    elif bag == "satchel":
        clothes.satchel(m, palette.pick(rng, palette.LEATHERS), -1)
    hat = m.choose("none", "none", "cap", "beret", "none") if not p.winter else m.choose("knit", "beret", "cap")
    head(m, p, None if hat == "none" else hat, glasses=0.2)
    m.arms(bend_r=30)
    what = m.choose("phone", "coffee", "umbrella", "case", "none")
    x, y, z = m.hand_r
    if what == "phone":
        m.add(
            "box",
            (x, y + 0.03, z - 0.06),
            (0.035, 0.06, 0.01),
            "glass",
            palette.BLACK,
            "goods",
            m.fore_r,
            rotation=(0, -30, 0),
        )
    elif what == "coffee":
        m.add(
            "cylinder",
            (x, y + 0.04, z - 0.06),
            (0.045, 0.07, 0.045),
            "paper",
            palette.CREAM,
            "goods",
            m.fore_r,
            rotation=(0, 180, 0),
            taper=(0.75, 0.75),
        )
        m.add(
            "cylinder",
            (x, y + 0.11, z - 0.06),
            (0.048, 0.012, 0.048),
            "paint",
            palette.level(3, 2, 1),
            "goods",
            m.fore_r,
        )
    elif what == "umbrella":
        m.rod(
            (x, 0.12, z - 0.05),
            (x, y + 0.12, z - 0.05),
            0.05,
            "cloth",
            p.accent,
            "tool",
            m.fore_r,
            kind="cylinder",
            end=0.7,
        )
        m.rod((x, y + 0.12, z - 0.05), (x, y + 0.2, z - 0.05), 0.018, "timber", palette.DARK_WOOD, "handle", m.fore_r)
    elif what == "case":
        m.add(
            "box",
            (x, y - 0.2, z),
            (0.05, 0.13, 0.19),
            "leather",
            palette.pick(rng, palette.LEATHERS),
            "container",
            m.fore_r,
            bevel=0.02,
        )
        m.add("box", (x, y - 0.06, z), (0.02, 0.03, 0.07), "leather", palette.BLACK, "handle", m.fore_r)
    m.legs()
    return finish(m, p)
