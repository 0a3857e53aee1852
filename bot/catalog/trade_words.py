"""Words of the trade: what customers say, and what catalogs say for the same thing. Our own table."""

from __future__ import annotations

from functools import lru_cache

from bot.catalog.words import stems

# each line: what may be said | what counts as the same; read from left to right only
_SAID = """
mice | mouse
shelves | shelf
knives | knife
stapler refill | staples
stapler refills | staples
stapler bullets | staples
staple refills | staples
copy paper | printer paper; printing paper; multipurpose paper; copier paper; a4 paper; letter paper
copier paper | copy paper; printer paper; multipurpose paper
printer paper | copy paper; copier paper; multipurpose paper
printing paper | copy paper; printer paper; multipurpose paper
thumb drive | usb flash drive; flash drive; usb stick
pen drive | usb flash drive; flash drive
usb stick | usb flash drive; flash drive
usb key | usb flash drive; flash drive
jump drive | usb flash drive; flash drive
memory stick | usb flash drive
flash drive | usb stick; usb drive
laptop | notebook pc; notebook computer; chromebook; ultrabook
laptops | notebook pc; notebook computer; chromebook; ultrabook
notebook computer | laptop; notebook pc
sticky notes | post it notes; self stick notes; adhesive notes
sticky note | post it notes; self stick notes
post it | sticky notes; self stick notes
post its | sticky notes; self stick notes
lj | laserjet
dj | deskjet
oj | officejet
printer ink | ink cartridge; inkjet cartridge
ink refill | ink cartridge
refill | toner cartridge; ink cartridge; cartridge; toner; ink; ribbon
refills | toner cartridges; ink cartridges; cartridges; toner; ink; ribbons
toner refill | toner cartridge; toner
cartridge | toner; ink
printer toner | toner cartridge
printing ink | ink cartridge
drum | imaging drum; drum unit; photoconductor; imaging unit
printer cartridge | ink cartridge; toner cartridge
garbage bags | trash bags; can liners
garbage bag | trash bags; can liner
trash bags | can liners; garbage bags
bin bags | trash bags; can liners
can liners | trash bags; garbage bags
toilet paper | bath tissue; toilet tissue
tp | bath tissue; toilet paper; toilet tissue
kleenex | facial tissue
paper towels | hand towels
hand soap | liquid soap; foaming soap
felt tip | marker
sharpie | permanent marker
sharpies | permanent markers
white out | correction fluid; correction tape
wite out | correction fluid; correction tape
hi liter | highlighter
hi liters | highlighters
dry erase board | whiteboard
white board | whiteboard
whiteboard | dry erase board
dry erase pens | dry erase markers
whiteboard pens | dry erase markers
whiteboard markers | dry erase markers
packing tape | packaging tape; shipping tape
moving boxes | shipping boxes; corrugated boxes
cardboard boxes | corrugated boxes; shipping boxes
mailing boxes | shipping boxes
packing peanuts | loose fill
bubble wrap | cushioning wrap; bubble roll
bubble mailers | padded envelopes; cushioned mailers
padded envelopes | bubble mailers; padded mailers; cushioned mailers
desk chair | office chair; task chair
computer chair | office chair; task chair
swivel chair | office chair; task chair
stand up desk | standing desk; sit stand desk; height adjustable desk
sit stand desk | standing desk; height adjustable desk
standing desk | sit stand desk; height adjustable desk
filing cabinet | file cabinet
filing cabinets | file cabinets
key card holder | key card sleeve
keycard sleeves | key card sleeves
keycards | key cards
tote | tote bag
totes | tote bags
swag bags | tote bags
koozies | can coolers
coffee mug | mug
coffee cup | mug; paper cup; hot cup
coffee cups | mugs; paper cups; hot cups
k cups | coffee pods
k cup | coffee pods
tee shirts | t shirts
tee shirt | t shirt
tees | t shirts
tshirts | t shirts
tshirt | t shirt
biz cards | business cards
bizcards | business cards
business card | business cards
number 2 pencils | pencils
comp books | composition notebooks
comp book | composition notebook
comp notebooks | composition notebooks
marble notebooks | composition notebooks
scotch tape | transparent tape; invisible tape
sellotape | transparent tape; invisible tape
laser printer | laserjet printer
laser printers | laserjet printers
ink jet | inkjet
calc | calculator
adding machine | printing calculator
monitor | lcd display; flat panel; led display
screen | monitor; display
hdd | hard drive; hard disk
hard drive | hard disk; hdd
hard disk | hard drive; hdd
ssd | solid state drive
solid state drive | ssd
tv | television
wifi | wireless; wlan
wi fi | wireless; wlan
earbuds | earphones; in ear headphones
earphones | headphones
headphones | earphones
smart watch | smartwatch
ps4 | playstation 4
ps5 | playstation 5
cellphone | mobile phone; smartphone
cell phone | mobile phone; smartphone
phone case | mobile phone case
webcam | web camera
surge strip | surge protector; power strip
power bar | power strip; surge protector
extension lead | extension cord
battery backup | ups; uninterruptible power supply
ups | uninterruptible power supply
ethernet cable | network cable; patch cable; networking cable
lan cable | network cable; patch cable; networking cable
network cable | patch cable; networking cable
box cutter | utility knife
box cutters | utility knives
rubber gloves | latex gloves; nitrile gloves; vinyl gloves
disposable gloves | nitrile gloves; vinyl gloves; latex gloves
name badges | name badge holders; badge holders
id holders | badge holders
folder with prongs | fastener folder; pronged folder
folders with prongs | fastener folders; pronged folders
prong folders | fastener folders; pronged folders
pronged folders | fastener folders; prong folders
hanging files | hanging folders
legal pads | writing pads; legal pads
note pads | notepads; writing pads
notepads | note pads; writing pads
sanitizer | hand sanitizer
"""


LONGEST_PHRASE = 3
Stems = tuple[str, ...]


@lru_cache(maxsize=1)
def _table() -> dict[Stems, tuple[Stems, ...]]:
    table: dict[Stems, tuple[Stems, ...]] = {}
    for line in _SAID.strip().splitlines():
        said, meant = line.split("|")
        table[tuple(stems(said))] = tuple(tuple(stems(phrase)) for phrase in meant.split(";"))
    return table


def meanings(said: Stems) -> tuple[Stems, ...]:
    """What a run of stemmed words may be called instead, each a run of stems; () where the table knows nothing."""
    return _table().get(said, ())
