"""Landed costs worked out by hand: each line as its arithmetic, with the figures of the rate files on the day of the order."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import pytest

from bot.sourcing.landed import Case, landed

DAY = date(2026, 11, 22)
JUNE = date(2026, 6, 1)  # the temporary surcharge of 10% is in force, and the fees of fiscal year 2026
CENT = Decimal("0.01")


class Golden(NamedTuple):
    says: str
    case: dict[str, Any]
    lines: dict[str, str]
    total: str


def order(need: int, price: str, **more: Any) -> dict[str, Any]:
    return {"need": need, "unit_price": Decimal(price), "day": DAY, **more}


BAGS = {"hs": "420292", "country": "CN", "kg": Decimal("0.16"), "m3": Decimal("0.0011"), "zip": "60601"}
SHIRTS = {"hs": "610910", "kg": Decimal("0.17"), "m3": Decimal("0.0007")}
MUGS = {"hs": "6912.00", "kg": Decimal("0.4"), "m3": Decimal("0.0012")}

GOLDEN = (
    Golden(
        "totes FOB from China to Chicago: 2.75 cubic meters by sea; duty 17.6% + 25% + 10% of goods and tooling; least MPF",
        order(2500, "1.10", tooling=Decimal(180), **BAGS),
        {
            "goods": "2500 * 1.10",
            "tooling": "180",
            "freight": "2.75 * 158",
            "insurance": "0.005 * 1.10 * (2930 + 434.50)",
            "drayage": "165 + 2.75 * 24",
            "duty": "2930 * 0.176 + 2930 * 0.25 + 2930 * 0.10",
            "mpf": "33.58",
            "hmf": "2930 * 0.00125",
            "broker": "150",
        },
        "5342.42",
    ),
    Golden(
        "the same EXW: papers, and the truck to the port",
        order(2500, "1.10", tooling=Decimal(180), incoterm="EXW", **BAGS),
        {
            "goods": "2750",
            "tooling": "180",
            "origin": "95 + 2.75 * 38",
            "freight": "434.50",
            "insurance": "18.50",
            "drayage": "231",
            "duty": "1541.18",
            "mpf": "33.58",
            "hmf": "3.66",
            "broker": "150",
        },
        "5541.92",
    ),
    Golden(
        "the same CIF: freight and insurance are in the price",
        order(2500, "1.10", tooling=Decimal(180), incoterm="CIF", **BAGS),
        {
            "goods": "2750",
            "tooling": "180",
            "drayage": "231",
            "duty": "1541.18",
            "mpf": "33.58",
            "hmf": "3.66",
            "broker": "150",
        },
        "4889.42",
    ),
    Golden(
        "the same CFR: insurance is not in the price",
        order(2500, "1.10", tooling=Decimal(180), incoterm="CFR", **BAGS),
        {
            "goods": "2750",
            "tooling": "180",
            "insurance": "18.50",
            "drayage": "231",
            "duty": "1541.18",
            "mpf": "33.58",
            "hmf": "3.66",
            "broker": "150",
        },
        "4907.92",
    ),
    Golden(
        "the same DAP: the buyer clears customs",
        order(2500, "1.10", tooling=Decimal(180), incoterm="DAP", **BAGS),
        {"goods": "2750", "tooling": "180", "duty": "1541.18", "mpf": "33.58", "hmf": "3.66", "broker": "150"},
        "4658.42",
    ),
    Golden(
        "the same DDP: only what the price does not hold",
        order(2500, "1.10", tooling=Decimal(180), sample=Decimal(45), inspection=True, incoterm="DDP", **BAGS),
        {"goods": "2750", "tooling": "180", "sample": "45", "inspection": "290"},
        "3265.00",
    ),
    Golden(
        "a sample that is refunded costs nothing",
        order(2500, "1.10", sample=Decimal(45), sample_refunded=True, incoterm="DDP", **BAGS),
        {"goods": "2750"},
        "2750.00",
    ),
    Golden(
        "a MOQ above the need: 1,000 are bought for 400",
        order(400, "1.40", moq=1000, incoterm="DDP", **BAGS),
        {"goods": "1000 * 1.40"},
        "1400.00",
    ),
    Golden(
        "less than a cubic meter by sea would pay for one; a courier is cheaper: 200 kg a cubic meter, 0.11 m3 = 22 kg",
        order(100, "1.40", **BAGS),
        {
            "goods": "140",
            "freight": "22 * 7.05",
            "insurance": "0.005 * 1.10 * (140 + 155.10)",
            "duty": "140 * 0.176 + 140 * 0.25 + 140 * 0.10",
            "mpf": "33.58",
        },
        "403.94",
    ),
    Golden(
        "T-shirts from Bangladesh in June: 16.5% and the surcharge of 10%; 4,000 x 0.0007 = 2.8 m3 to New York",
        order(4000, "2.10", country="BD", zip="10001", **SHIRTS) | {"day": JUNE},
        {
            "goods": "4000 * 2.10",
            "freight": "2.8 * 162",
            "insurance": "0.005 * 1.10 * (8400 + 453.60)",
            "drayage": "165 + 2.8 * 24",
            "duty": "8400 * 0.165 + 8400 * 0.10",
            "mpf": "33.58",
            "hmf": "8400 * 0.00125",
            "broker": "150",
        },
        "11554.57",
    ),
    Golden(
        "MPF by its rate: 0.3464% of 42,000 lies between the bounds; 14 m3 pay for 15 at the cheaper rate: 15 x 113 < 14 x 139",
        order(20000, "2.10", country="BD", zip="10001", **SHIRTS) | {"day": JUNE},
        {
            "goods": "42000",
            "freight": "15 * 113",
            "insurance": "0.005 * 1.10 * (42000 + 1695)",
            "drayage": "165 + 14 * 24",
            "duty": "42000 * 0.165 + 42000 * 0.10",
            "mpf": "42000 * 0.003464",
            "hmf": "42000 * 0.00125",
            "broker": "150",
        },
        "55914.31",
    ),
    Golden(
        "the most MPF: 0.3464% of 210,000 would be 727.44; 70 m3 fill containers at 89",
        order(100000, "2.10", country="BD", zip="10001", **SHIRTS) | {"day": JUNE},
        {
            "goods": "210000",
            "freight": "70 * 89",
            "insurance": "0.005 * 1.10 * (210000 + 6230)",
            "drayage": "165 + 70 * 24",
            "duty": "210000 * 0.165 + 210000 * 0.10",
            "mpf": "651.50",
            "hmf": "210000 * 0.00125",
            "broker": "150",
        },
        "275978.27",
    ),
    Golden(
        "fiscal year 2025 had other bounds, no surcharge and no additional duty",
        order(1000, "3", country="VN", zip="90001", **SHIRTS) | {"day": date(2025, 9, 30), "incoterm": "DAP"},
        {"goods": "3000", "duty": "3000 * 0.165", "mpf": "32.71", "hmf": "3000 * 0.00125", "broker": "150"},
        "3681.46",
    ),
    Golden(
        "mugs from China to Los Angeles: 10% + 7.5% + 10%; 3.6 m3",
        order(3000, "1.25", country="CN", zip="90001", **MUGS),
        {
            "goods": "3750",
            "freight": "3.6 * 118",
            "insurance": "0.005 * 1.10 * (3750 + 424.80)",
            "drayage": "165 + 3.6 * 24",
            "duty": "3750 * 0.10 + 3750 * 0.075 + 3750 * 0.10",
            "mpf": "33.58",
            "hmf": "3750 * 0.00125",
            "broker": "150",
        },
        "5668.68",
    ),
    Golden(
        "heavy goods pay for tonnes: 6 t of steel parts in 0.8 m3; 6 x 136 for 5 and more",
        order(10000, "0.90", country="CN", zip="60601", hs="732620", kg=Decimal("0.6"), m3=Decimal("0.00008")),
        {
            "goods": "9000",
            "freight": "6 * 136",
            "insurance": "0.005 * 1.10 * (9000 + 816)",
            "drayage": "165 + 6 * 24",
            "duty": "9000 * 0.029 + 9000 * 0.25 + 9000 * 0.10",
            "mpf": "33.58",
            "hmf": "9000 * 0.00125",
            "broker": "150",
        },
        "13784.82",
    ),
    Golden(
        "by air on request: 2.75 m3 weigh 459.25 kg there, at 4.73 from 300 kg on; no HMF",
        order(2500, "1.10", mode="air", **BAGS),
        {
            "goods": "2750",
            "freight": "459.25 * 4.73",
            "insurance": "0.005 * 1.10 * (2750 + 2172.25)",
            "drayage": "165 + 2.75 * 24",
            "duty": "2750 * 0.176 + 2750 * 0.25 + 2750 * 0.10",
            "mpf": "33.58",
            "broker": "150",
        },
        "6810.40",
    ),
    Golden(
        "from Mexico by truck: free under the USMCA, no MPF, no HMF, to the door",
        order(5000, "1.60", hs="420292", country="MX", zip="75201", kg=Decimal("0.16"), m3=Decimal("0.0011")),
        {
            "goods": "8000",
            "freight": "5.5 * 62",
            "insurance": "0.005 * 1.10 * (8000 + 341)",
            "broker": "150",
        },
        "8536.88",
    ),
    Golden(
        "made in the US: a truck, and nothing else",
        order(5000, "2.40", hs="420292", country="US", zip="75201", kg=Decimal("0.16"), m3=Decimal("0.0011")),
        {"goods": "12000", "freight": "5.5 * 50"},
        "12275.00",
    ),
    Golden(
        "a price in euros, from Italy to Boston: 2.3 m3 at 122; 8% duty and 10%",
        order(
            1150, "10", currency="EUR", country="IT", zip="02110", hs="420211", kg=Decimal("0.4"), m3=Decimal("0.002")
        ),
        {
            "goods": "1150 * 10 * 1.16",
            "freight": "2.3 * 122",
            "insurance": "0.005 * 1.10 * (13340 + 280.60)",
            "drayage": "165 + 2.3 * 24",
            "duty": "13340 * 0.08 + 13340 * 0.10",
            "mpf": "13340 * 0.003464",
            "hmf": "13340 * 0.00125",
            "broker": "150",
        },
        "16529.80",
    ),
    Golden(
        "tooling in yuan counts into the customs value",
        order(
            2000, "7", currency="CNY", tooling=Decimal(2000), incoterm="DAP",
            hs="482010", country="CN", kg=Decimal("0.3"), m3=Decimal("0.0006"), zip="30301",
        ),
        {
            "goods": "2000 * 7 * 0.1405",
            "tooling": "2000 * 0.1405",
            "duty": "2248 * 0.25 + 2248 * 0.10",
            "mpf": "33.58",
            "hmf": "2248 * 0.00125",
            "broker": "150",
        },
        "3221.19",
    ),
    Golden(
        "to Hawaii: 3.3 m3 at 240",
        order(3000, "1.05", hs="420292", country="CN", zip="96813", kg=Decimal("0.16"), m3=Decimal("0.0011")),
        {
            "goods": "3150",
            "freight": "3.3 * 240",
            "insurance": "0.005 * 1.10 * (3150 + 792)",
            "drayage": "165 + 3.3 * 24",
            "duty": "3150 * 0.176 + 3150 * 0.25 + 3150 * 0.10",
            "mpf": "33.58",
            "hmf": "3150 * 0.00125",
            "broker": "150",
        },
        "6052.30",
    ),
    Golden(
        "an inspection before shipment, and a sample kept, on toys that bear no duty but the additional one",
        order(
            2000, "3", country="CN", zip="60601", hs="950300", kg=Decimal("0.2"), m3=Decimal("0.0025"),
            sample=Decimal(60), inspection=True,
        ),
        {
            "goods": "6000",
            "sample": "60",
            "freight": "5 * 136",
            "insurance": "0.005 * 1.10 * (6000 + 680)",
            "drayage": "165 + 5 * 24",
            "duty": "6000 * 0.10",
            "mpf": "33.58",
            "hmf": "6000 * 0.00125",
            "broker": "150",
            "inspection": "290",
        },
        "8142.82",
    ),
)  # fmt: skip


def worked_out(text: str) -> Decimal:
    """What the arithmetic gives: each summand to the cent, as each line is."""
    exact = re.sub(r"\d+(\.\d+)?", r"Decimal('\g<0>')", text)
    depth, summands, current = 0, [], ""
    for sign in exact:
        depth += (sign == "(") - (sign == ")")
        if sign == "+" and depth == 0:
            summands.append(current)
            current = ""
        else:
            current += sign
    return sum((eval(one).quantize(CENT, ROUND_HALF_UP) for one in [*summands, current]), Decimal(0))


@pytest.mark.parametrize("golden", GOLDEN, ids=[golden.says[:60] for golden in GOLDEN])
def test_a_landed_cost_is_what_the_hand_works_out(golden: Golden) -> None:
    result = landed(Case(**golden.case))
    names = list(dict.fromkeys(line.name for line in result.lines))
    assert {name: result.of(name) for name in names} == {name: worked_out(text) for name, text in golden.lines.items()}
    assert str(result.total) == golden.total
    assert result.total == sum(line.amount for line in result.lines)


def test_there_are_at_least_twenty() -> None:
    assert len(GOLDEN) >= 20
