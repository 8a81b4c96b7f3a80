"""English words that, read backwards, spell another one, so that reading backwards must leave them alone."""

from typing import Final

_WORDS: Final = (
    "are bad bag ban bat bats bin bog bud bus but cod dab dad dam deal dear deb deer denim dessert "
    "desserts devil diaper dog doom door draw drawer dual edit emit evil eye flim flow gab gal gas gnat gnus "
    "god golf gulp gum guns gut keels keep knits know lager lair lap laud leg leper lever liar live "
    "lived loop mad maps mart mat meet mood moor naps net nip nips nit no nod not now nub nun nuts on "
    "pal pals pan pans part parts paws peek pets pins pit plug pool pools pot pots pupils rail raps rat "
    "rats raw rebut recap redraw reed regal remit repel reward rewarder sag saw serif slap sleek sleep "
    "slip slug smart smug snap snaps snips snit snot snub snug span spans spat spin spins spit spool "
    "spools spoons sports spot stab stac star stat stats step stink stop strap straw stressed stun sub "
    "swap taboo tang tap tar teem ten tide time tin tip tips tit ton tool top tops tort tram trams trap "
    "war wart was way wed wets wolf won wonk wort yam yap "
)
READS_BACKWARDS: Final = frozenset(_WORDS.split())
