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
push pins | thumbtacks; thumb tacks
thumbtacks | push pins; thumb tacks
drawing pins | thumbtacks; push pins
bulldog clips | binder clips; fold back clips
binder clips | bulldog clips; fold back clips
elastic bands | rubber bands
rubber bands | elastic bands
day planner | planner; appointment book
diary | planner; appointment book
sticky tabs | index tabs; page flags; tape flags
page flags | index flags; sticky flags; tape flags
painters tape | masking tape
duct tape | duck tape; cloth tape
exacto knife | hobby knife; craft knife; utility knife
craft knife | hobby knife; utility knife
paper cutter | paper trimmer; guillotine
paper trimmer | paper cutter; guillotine
guillotine | paper trimmer; paper cutter
hole puncher | hole punch
stamp pad | ink pad
cardstock | card stock; cover stock
card stock | cardstock; cover stock
receipt paper | thermal paper; register rolls; thermal rolls
register rolls | thermal paper rolls; receipt paper; thermal rolls
till rolls | thermal paper rolls; receipt paper; register rolls
charging brick | usb charger; wall charger; power adapter
phone charger | usb charger; wall charger; mobile device charger
mousepad | mouse pad
mfp | multifunction printer; multifunctional; all in one printer
multifunction printer | multifunctional; all in one printer
photocopier | copier; copy machine
copy machine | copier; photocopier
label maker tape | label tape; labelling tape; tape cassette
label tape | label maker tape; labelling tape; tape cassette
couch | sofa; loveseat
sofa | couch; loveseat
guest chair | reception chair; side chair; visitor chair
reception chair | guest chair; side chair; visitor chair
waiting room chair | guest chair; reception chair; side chair
bookshelf | bookcase
bookcase | bookshelf
trash can | wastebasket; waste basket; garbage can; waste bin
garbage can | trash can; wastebasket; waste bin
waste basket | wastebasket; trash can
wastebasket | trash can; waste basket; waste bin
silverware | cutlery; flatware
plastic silverware | plastic cutlery; plastic flatware
cutlery | flatware; silverware
styrofoam cups | foam cups
saran wrap | plastic wrap; cling film
band aid | adhesive bandage
band aids | adhesive bandages
hard hat | safety helmet
hat | baseball cap; beanie
safety goggles | safety glasses; protective eyewear
hi vis vest | high visibility vest; safety vest
walkie talkie | two way radio
walkie talkies | two way radios
two way radio | walkie talkie
hand truck | dolly
zip ties | cable ties
cable ties | zip ties
velcro | hook and loop
shrink wrap | stretch wrap; stretch film
stretch wrap | stretch film; shrink wrap
biro | ballpoint pen
biros | ballpoint pens
ball pen | ballpoint pen
bankers boxes | storage boxes; record boxes; file storage boxes
banker boxes | storage boxes; record boxes; file storage boxes
water cooler | water dispenser
glass cleaner | window cleaner
coffee pods | k cups; coffee capsules
sanitizer | hand sanitizer
clorox wipes | disinfecting wipes
lysol wipes | disinfecting wipes
expo marker | dry erase marker
expo markers | dry erase markers
avery labels | address labels; mailing labels
letter | 8.5 x 11; 8-1/2 x 11
letter size | 8.5 x 11; 8-1/2 x 11; letter
legal size | 8.5 x 14; 8-1/2 x 14; legal
ledger | 11 x 17
tabloid | 11 x 17
blk | black
wht | white
grn | green
gry | gray
blu | blue
yel | yellow
asst | assorted
asstd | assorted
ltr | letter
env | envelope
envs | envelopes
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
