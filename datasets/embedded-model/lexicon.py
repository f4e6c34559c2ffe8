"""The people, animals, things and places of the small world in which the training tales happen.

Everything here is plain data in compact tables; `world.py` turns the rows into objects. All words
and sentences are written for this project (Apache-2.0, like the rest of it).
"""

FEMALE = """Mira Tilda Nell Dora Hazel Ivy Poppy Lotte Wren Marta Elsa Greta Bess Clara Daisy Edda Fern
Gwen Hetty Ida Juna Kitta Lena Mabel Nora Olive Petra Rosa Sula Tess Una Vera Willa Ylva Zelda Anka
Bella Cora Della Emmy Flora Hanna Inga Jenny Lila Maud Nita Oona Pia Runa Saffy Tansy Ursa Vina Winnie
Alma Birdie Clover Dilly Effie""".split()

MALE = """Pim Oskar Tobin Rufus Hugo Bram Finn Ned Otto Milo Jasper Karl Leo Max Nico Olin Pip Quill Rolf
Sam Tom Ulf Vic Will Yan Zeb Arlo Ben Casper Dov Emil Fritz Gus Hal Ivo Jack Knut Lars Moss Nils
Oren Perry Rusty Sven Theo Uri Walt Barnaby Cob Dusty Elk Fergus Gilbert Humphrey Jory Kit Lorenz
Mungo Nub Odd""".split()

# Syllables for names outside the lists, so that a reader of the corpus has to copy names.
SYLLABLES_A = "Ba Be Bo Da De Do Fe Fi Ga Go Ha Ho Ja Ka Ke Ko La Li Lo Ma Me Mo Na Ne No Pa Pe Po Ra Re Ro Sa Se So Ta Te To Va Vi Wa Wi Za Zo".split()
SYLLABLES_B = "bbin dda lla mmy nda rro ssa vo lin rin ro na ndo ly kka ppo ma ril den bbo rra lo".split()

# kind | size 1-3 | group | usual adjectives | can be a child's part (y/n)
ANIMALS = """
fox|2|paw|small red young clever quick|y
rabbit|2|paw|small white gray shy quick|y
hare|2|paw|quick brown proud young long-legged|n
mouse|1|paw|tiny small gray brave shy|y
mole|1|paw|small quiet old shy blind|n
hedgehog|2|paw|small prickly old shy round|y
squirrel|1|paw|small red quick busy young|y
badger|2|paw|old gray grumpy strong kind|n
otter|2|paw|young playful sleek brown cheerful|y
beaver|2|paw|busy strong brown old hard-working|n
bear|3|paw|big brown young sleepy gentle|y
wolf|3|paw|gray lonely old young thin|n
cat|2|paw|black white old lazy striped|y
kitten|1|paw|tiny gray curious white playful|y
dog|2|paw|brown old faithful shaggy young|n
puppy|2|paw|small spotted curious brown clumsy|y
goat|3|hoof|white stubborn young old hungry|y
lamb|2|hoof|small white woolly curious young|y
sheep|3|hoof|woolly white old quiet|n
pig|3|hoof|pink round hungry cheerful young|y
cow|3|hoof|brown gentle old spotted|n
donkey|3|hoof|gray old patient stubborn tired|n
pony|3|hoof|brown young shaggy proud|y
deer|3|hoof|young shy slender brown|y
duck|2|bird|white brown young cheerful small|y
goose|2|bird|white proud old loud gray|n
hen|2|bird|red brown speckled old busy|n
rooster|2|bird|proud loud old red|n
crow|2|bird|black clever old lonely|n
owl|2|bird|old wise gray sleepy|n
sparrow|1|bird|small brown cheerful tiny|y
robin|1|bird|small cheerful round young|y
magpie|2|bird|clever shiny noisy young|n
swan|3|bird|white proud gentle old|n
stork|3|bird|tall old white thin|n
frog|1|hop|small green cheerful loud young|y
toad|1|hop|old brown slow grumpy|n
turtle|2|slow|old slow patient green|n
snail|1|slow|small slow patient quiet|y
"""

# role | adjectives | age (child, grown, old) | gender (f, m, x)
PEOPLE = """
girl|little cheerful curious quiet brave|child|f
boy|little cheerful curious quiet brave|child|m
shepherd|young patient quiet|grown|x
baker|round cheerful busy|grown|x
miller|strong dusty busy|grown|x
farmer|kind tired hard-working|grown|x
weaver|careful quiet clever|grown|x
potter|patient clever young|grown|x
blacksmith|strong kind loud|grown|x
fisherman|old quiet patient|grown|m
fisherwoman|old quiet patient|grown|f
gardener|gentle busy old|grown|x
beekeeper|calm kind old|grown|x
carpenter|careful strong young|grown|x
tailor|thin clever careful|grown|x
cobbler|old poor cheerful|grown|x
teacher|kind strict young|grown|x
fiddler|merry thin young|grown|x
grandmother|kind old wise|old|f
grandfather|kind old wise|old|m
woodcutter|strong quiet poor|grown|x
candle maker|careful quiet kind|grown|x
ferryman|old strong silent|grown|m
goose girl|young cheerful barefoot|child|f
shepherd boy|young sleepy barefoot|child|m
peddler|tired merry old|grown|x
"""

# noun | size | tags | adjectives | uses past/base with @ for the thing
THINGS = """
kite|2|toy keep make|red blue yellow paper|flew @ high above the grass/fly @ high above the grass;held the string of @ while it danced in the wind/hold the string of @ while it dances
ball|2|toy keep|red blue leather striped|rolled @ down the slope/roll @ down the slope;threw @ up and caught it again/throw @ up and catch it again
drum|2|toy keep music|small old wooden loud|beat @ until everyone tapped their feet/beat @ until everyone taps their feet;played a slow beat on @/play a slow beat on @
flute|1|keep music make|wooden silver reed little|played a soft tune on @/play a soft tune on @;blew into @ and made a clear sound/blow into @ and make a clear sound
whistle|1|keep music toy make|tin wooden little bright|blew @ twice/blow @ twice;made a high, clear note with @/make a high, clear note with @
bell|1|keep music shiny|small brass silver old|rang @ and listened to the sound/ring @ and listen to the sound;shook @ so that it rang/shake @ so that it rings
fiddle|2|keep music|old brown little|played a merry dance on @/play a merry dance on @
lantern|2|keep light|old tin small bright|lit @ and held it high/light @ and hold it high;hung @ by the door so that it glowed/hang @ by the door so that it glows
candle|1|keep light make|white small yellow thick|lit @ and watched the little flame/light @ and watch the little flame
button|1|keep shiny|red brass blue round|polished @ until it shone/polish @ until it shines;turned @ over and over in the light/turn @ over and over in the light
key|1|keep shiny|old rusty brass small|turned @ in the lock/turn @ in the lock;hung @ on a nail/hang @ on a nail
ring|1|keep shiny|gold silver thin plain|polished @ until it shone/polish @ until it shines
coin|1|keep shiny|gold silver copper old|polished @ until it shone/polish @ until it shines;spun @ on a flat stone/spin @ on a flat stone
marble|1|keep shiny toy|blue green glass clear|rolled @ along the floor/roll @ along the floor;looked at the sky through @/look at the sky through @
pebble|1|keep|white smooth round striped|put @ on the windowsill/put @ on the windowsill;felt how smooth @ was/feel how smooth @ is
shell|1|keep|pink white curled small|held @ close and listened to it/hold @ close and listen to it
feather|1|keep|white long blue striped|let @ float down again and again/let @ float down again and again
mirror|2|keep shiny|round small silver|looked into @ and smiled/look into @ and smile
comb|1|keep|wooden bone small|cleaned @ and put it away with care/clean @ and put it away with care
ribbon|1|keep wear|red green silk yellow|tied @ into a bow/tie @ into a bow
scarf|2|keep wear make|red blue woolly striped warm|wore @ all day long/wear @ all day long;pulled @ close against the wind/pull @ close against the wind
hat|2|keep wear make|straw green tall old|wore @ a little to one side/wear @ a little to one side;put @ on and bowed/put @ on and bow
mitten|1|keep wear make|red woolly gray small|warmed @ by the stove/warm @ by the stove
coat|2|keep wear make|warm blue patched brown|wore @ on every cold day/wear @ on every cold day
blanket|2|keep make warm|warm blue soft patched|spread @ on the grass/spread @ on the grass;slept under @ every night/sleep under @ every night
pillow|2|keep make warm|soft white small|put @ under a tired head/put @ under a tired head
umbrella|2|keep|black red big old|opened @ when the first drops fell/open @ when the first drops fall
basket|2|keep make|round willow big little|filled @ to the top/fill @ to the top;carried @ to market/carry @ to market
bucket|2|keep tool|tin wooden blue|filled @ at the well/fill @ at the well
cup|1|keep make|blue clay little white|drank warm milk from @/drink warm milk from @
bowl|2|keep make|blue clay wooden big|ate porridge from @/eat porridge from @
spoon|1|keep make|wooden silver long|stirred the soup with @/stir the soup with @
pot|2|keep tool|iron old big black|cooked soup in @/cook soup in @
kettle|2|keep tool shiny|copper black old|boiled water for tea in @/boil water for tea in @
broom|2|keep tool make|old long new|swept the step with @/sweep the step with @
rope|2|keep tool|long strong old|coiled @ neatly/coil @ neatly
hammer|2|keep tool|heavy old small|drove in a nail with @/drive in a nail with @
rake|2|keep tool|long old wooden|raked the leaves with @/rake the leaves with @
spade|2|keep tool|old sharp small|dug a neat row with @/dig a neat row with @
wheelbarrow|3|keep tool|old green wooden|pushed @ along the path/push @ along the path
ladder|3|keep tool make|long old wooden|leaned @ against the wall/lean @ against the wall
sled|3|keep toy make|old red wooden fast|rode @ down the hill/ride @ down the hill
boat|3|keep make|little green wooden old|rowed @ across the calm water/row @ across the calm water
cart|3|keep tool|old little blue|pulled @ along the lane/pull @ along the lane
stool|2|keep make|low three-legged wooden|sat on @ by the fire/sit on @ by the fire
chair|3|keep make|old rocking wooden|rocked slowly on @/rock slowly on @
doll|1|keep toy make|rag wooden little|made up stories for @/make up stories for @
book|2|keep|old thick blue little|read @ by the window/read @ by the window
map|1|keep|old torn folded|spread out @ and followed the lines/spread out @ and follow the lines
letter|1|keep|long folded short|read @ twice/read @ twice
pencil|1|keep|short red yellow|drew a tree with @/draw a tree with @
painting|2|keep make|small bright new|hung @ on the wall/hang @ on the wall
clock|2|keep|old ticking tall|wound @ and heard it tick/wind @ and hear it tick
wooden horse|2|keep toy make|little painted old|galloped @ along the bench/gallop @ along the bench
bag of seeds|2|keep|small brown heavy|kept @ in a dry place/keep @ in a dry place
box|2|keep make|small wooden blue old|kept small treasures in @/keep small treasures in @
sack|2|keep|old empty brown|filled @ with dry leaves/fill @ with dry leaves
pie|2|food|apple plum berry warm|ate a slice of @/eat a slice of @
cake|2|food|honey carrot nut sweet|ate a piece of @/eat a piece of @
loaf of bread|2|food|fresh warm brown|ate the crust of @ first/eat the crust of @ first
bun|1|food|sweet warm round|ate half of @/eat half of @
jar of honey|2|food|full small big|tasted a little of @/taste a little of @
jar of jam|2|food|full small red|tasted a little of @/taste a little of @
cheese|2|food|round yellow soft|ate a corner of @/eat a corner of @
apple|1|food|red green sweet|bit into @/bite into @
pear|1|food|yellow ripe sweet|bit into @/bite into @
plum|1|food|ripe purple sweet|bit into @/bite into @
carrot|1|food|long crisp fresh|chewed @ slowly/chew @ slowly
pumpkin|3|food|big orange round|rolled @ home/roll @ home
turnip|2|food|big white fresh|cooked @ in the pot/cook @ in the pot
basket of berries|2|food|full small sweet|picked the best ones out of @/pick the best ones out of @
bag of nuts|2|food|full small heavy|cracked a few from @/crack a few from @
pot of soup|2|food|hot thick big|stirred @ slowly/stir @ slowly
egg|1|food keep|brown white speckled|kept @ warm/keep @ warm
"""

# name | preposition | kind | details, sight sentences
PLACES = """
river|by|water|where the reeds grew tall;where the water ran fast|A fish jumped and fell back with a splash;Small waves ran along the bank
stream|by|water|where the water sang over the stones;where watercress grew|The clear water ran over the stones;A leaf sailed past like a little boat
pond|by|water|where the lilies floated;where the frogs sang at night|A dragonfly hung above the water;Rings spread slowly on the water
lake|by|water|where the water was deep and blue;where the gulls slept|The water lay as smooth as glass;Far out, a gull was calling
well|by|village|where people met to talk;where the stones were green with moss|The bucket hung still on its rope;The stones around it were cool and wet
bridge|by|water|where the road crossed the river;where the boards creaked|The boards creaked in the wind;Below it the water ran brown and quick
ferry|at|water|where the boats were tied up;where the rope creaked|The ferry rope creaked and dripped;A boat knocked softly against the bank
mill|at|village|where the big wheel turned;where the floor was white with flour|The big wheel turned and turned;White dust lay on every beam
wood|in|wild|where the oaks stood close together;where the path was narrow|A woodpecker was knocking far away;The leaves whispered overhead
forest|in|wild|where it was always a little dark;where the moss was deep|Tall trees stood on every side;A branch cracked somewhere
birch grove|in|wild|where the trunks were white;where mushrooms grew|The white trunks shone;Thin leaves trembled in the air
clearing|in|wild|where the sun came through the leaves;where wild strawberries grew|A ray of sun fell on the grass;Two butterflies danced there
old oak|under|wild|where the roots made a little cave;where acorns lay thick|Acorns lay all around;The wide branches moved slowly
hollow tree|at|wild|where an owl used to sleep;where it was dry inside|It smelled of dry wood;A spider had spun its web across the hole
meadow|in|field|where the grass was high;where the clover bloomed|Bees hummed in the clover;The tall grass moved like water
hill|on|field|where the wind always blew;where you could see the whole valley|From up there the houses looked like toys;The wind blew from far away
valley|in|field|where the mist lay in the morning;where the sheep grazed|Sheep bells rang in the distance;A thin mist lay over the grass
wheat field|in|field|where the wheat stood golden;where larks nested|A lark sang high above;The wheat bent in the wind
pasture|in|field|where the cows grazed;where the fence was old|Two cows looked up and went on eating;The old fence leaned to one side
orchard|in|garden|where the apples ripened;where the bees were busy|Apples lay in the grass;The branches hung low with fruit
garden|in|garden|where the beans climbed their poles;where the roses grew|A blackbird pulled at a worm;It smelled of mint and wet earth
vegetable patch|in|garden|where the cabbages stood in rows;where the carrots grew|The cabbages stood in neat rows;A snail was eating a cabbage leaf
beehives|by|garden|where the air hummed;where the lavender grew|The air was full of humming;It smelled of wax and honey
old wall|by|garden|where the ivy climbed;where lizards lay in the sun|Ivy covered the warm stones;A few stones had fallen down
hedge|by|garden|where the blackberries grew;where the sparrows quarreled|Sparrows chattered among the thorns;The berries were black and sweet
barn|in|farm|where the hay was piled to the roof;where the swallows nested|Dust danced in a thin ray of light;It smelled of hay
stable|in|farm|where it was warm and dark;where the pony slept|Somewhere a hoof knocked on wood;The straw was clean and dry
hen house|at|farm|where the hens slept on their perches;where fresh eggs lay|A hen clucked in her sleep;Feathers lay in the straw
farmyard|in|farm|where the ducks walked in a row;where the old cart stood|Ducks walked past in a row;The farm dog slept in the gate
haystack|by|farm|where it was soft and dry;where mice lived|The hay was warm from the sun;A mouse rustled in the hay
market|at|village|where people shouted and laughed;where the stalls stood in a row|People were calling and laughing;It smelled of cheese and flowers
village square|in|village|where the big lime tree stood;where the children played|Children ran around the lime tree;A dog was barking at a pigeon
bakery|at|village|where it smelled of fresh bread;where the oven was always warm|It smelled of fresh bread;Warm air came out of the door
smithy|at|village|where the hammer rang;where the fire glowed|The hammer rang on the iron;Sparks flew up from the fire
school|at|village|where the children learned to read;where a bell rang at noon|Chalk dust lay on the step;Children were singing inside
church tower|by|village|where the jackdaws lived;where the big bell hung|Jackdaws circled around the roof;The big bell was silent
village gate|at|village|where the road began;where an old bench stood|The road ran away over the fields;An old bench stood in the shade
crossroads|at|road|where four roads met;where a wooden sign stood|A wooden sign pointed four ways;Wheel tracks crossed in the dust
lane|in|road|where the cart wheels had left deep tracks;where nettles grew|Puddles stood in the wheel tracks;Nettles grew on both sides
milestone|by|road|where travelers sat down to rest;where the road turned|Moss grew on the old stone;The road turned there and went uphill
inn|at|village|where travelers drank cider;where a lamp always burned|Someone was laughing inside;A painted sign swung over the door
shore|on|water|where shells lay in the sand;where the waves came in|The waves came in, one after another;Shells lay scattered in the sand
island|on|water|where only birds lived;where one pine tree grew|One pine tree stood there alone;Birds were nesting among the stones
cave|in|wild|where it was cool and dark;where water dripped from the roof|Water dripped from the roof;Every sound came back as an echo
quarry|in|wild|where the big stones lay;where echoes lived|Big stones lay about;Every step made an echo
swamp|by|wild|where the ground was soft;where the mist never left|The ground was soft and wet;Bubbles rose in the dark water
"""

HIDES = """under a heap of leaves;behind a big stone;under a bush;in the tall grass;between two roots;in a hollow log;under a wooden bench;behind a barrel;in a pile of straw;on top of a fence post;in a puddle;beside a molehill;under a dock leaf;behind the watering can;in a patch of clover;next to a tree stump""".split(";")

# noun -> (first material, its place kind), (second material, its place kind), verb past, steps
MAKING = {
    "kite": (("some thin paper", "village"), ("two light sticks", "wild"), "built",
             "{A} tied the sticks into a cross and glued the paper over them|First {A} made a cross from the sticks, and then {A.he} stretched the paper over it"),
    "flute": (("a hollow reed", "water"), ("a sharp little stone", "road"), "carved",
              "{A} cut the reed to the right length and made six small holes in it|Slowly {A} scraped the reed clean and bored hole after hole"),
    "whistle": (("a piece of willow wood", "water"), ("a thin thread", "village"), "carved",
                "{A} rubbed the wood until the bark slipped off|{A} cut a notch into the wood and bound it with the thread"),
    "candle": (("a lump of wax", "garden"), ("a piece of string", "village"), "made",
               "{A} melted the wax and dipped the string into it again and again|Drop by drop the wax grew thick around the string"),
    "scarf": (("a ball of wool", "farm"), ("two long needles", "village"), "knitted",
              "Row after row, {A} knitted, and the work grew longer|{A} knitted by the window, one stitch after another"),
    "hat": (("a bundle of straw", "field"), ("a bit of ribbon", "village"), "plaited",
            "{A} plaited the straw round and round, and tied the ribbon on|The straw pricked, but {A} kept on plaiting"),
    "mitten": (("a ball of wool", "farm"), ("a pair of needles", "village"), "knitted",
               "{A} knitted the thumb last, for that was the hardest part|{A} counted every stitch and did not drop one"),
    "coat": (("a length of warm cloth", "village"), ("a strong thread", "farm"), "sewed",
             "{A} cut the cloth with care and sewed it with small, neat stitches|Stitch after stitch, the sleeves and the collar were done"),
    "blanket": (("a sack of wool", "farm"), ("a good needle", "village"), "made",
                "{A} sewed many small squares together|One square was blue, one was brown, and {A} joined them all"),
    "pillow": (("a bag of soft feathers", "farm"), ("a piece of linen", "village"), "made",
               "{A} filled the linen with feathers and sewed it up|Feathers flew everywhere, and {A} sneezed three times"),
    "basket": (("an armful of willow twigs", "water"), ("a little twine", "farm"), "wove",
               "{A} bent the twigs over and under, over and under|{A} soaked the twigs in water and wove them in and out"),
    "cup": (("a lump of clay", "water"), ("a bit of blue paint", "village"), "shaped",
            "{A} turned the clay and pressed it with care until it had a round belly|{A} smoothed the clay and painted a line around it"),
    "bowl": (("a lump of clay", "water"), ("a bit of blue paint", "village"), "shaped",
             "{A} turned the clay until the sides rose thin and even|{A} smoothed the clay and let it dry in the sun"),
    "spoon": (("a piece of apple wood", "garden"), ("a sharp little knife", "village"), "carved",
              "Curl after curl of wood fell to the floor|{A} carved away all that was not a spoon"),
    "broom": (("a bundle of birch twigs", "wild"), ("a straight stick", "farm"), "bound",
              "{A} bound the twigs tightly to the stick|{A} pulled the knot as tight as {A.he} could"),
    "ladder": (("two long poles", "wild"), ("a handful of nails", "village"), "built",
               "{A} fixed one step above the other|{A} hammered until every step was firm"),
    "sled": (("three smooth boards", "farm"), ("a handful of nails", "village"), "built",
             "{A} bent the runners and nailed the boards on top|{A} rubbed the runners with wax so that they would slide"),
    "boat": (("a stack of boards", "wild"), ("a pot of black tar", "water"), "built",
             "{A} nailed board to board and closed every crack with tar|Day after day the boat grew, until it had two sides and a bow"),
    "stool": (("three short sticks", "wild"), ("a round piece of wood", "farm"), "made",
              "{A} drilled three holes and set the legs into them|It wobbled at first, so {A} made one leg a little shorter"),
    "chair": (("four straight sticks", "wild"), ("a few boards", "farm"), "built",
              "{A} fitted the legs, then the seat, then the back|{A} planed the wood until it was as smooth as silk"),
    "doll": (("a bit of cloth", "village"), ("a handful of straw", "farm"), "made",
             "{A} stuffed the cloth with straw and drew two eyes|{A} sewed on two buttons for eyes and smiled at it"),
    "painting": (("some red and blue paint", "village"), ("a smooth board", "farm"), "painted",
                 "{A} painted the hills first, and then the sky|{A} put in every tree and even the smallest bird"),
    "wooden horse": (("a block of soft wood", "wild"), ("a little brown paint", "village"), "carved",
                     "First came the head, then the back, and at last the four legs|{A} carved the mane with great care"),
    "box": (("a few thin boards", "farm"), ("a tiny hinge", "village"), "built",
            "{A} fitted the boards together and set the hinge in place|{A} smoothed the lid until it closed without a sound"),
}

# weather -> adjectives, sentences, a change sentence into it
WEATHER = {
    "sunny": ("sunny bright warm clear", "The sun shone [|warmly ]on [the grass|the roofs|the fields].|There was not a cloud in the sky.|The sky was blue and [wide|clear].", "The clouds moved away, and the sun came out.|Then the sun came out again."),
    "windy": ("windy breezy stormy", "The wind pulled at the [grass|leaves|branches].|A strong wind blew from the [west|north|hills].|Leaves whirled through the air.", "A wind began to blow.|All at once the wind grew strong."),
    "rainy": ("rainy wet gray", "Rain fell softly on [the leaves|the roofs|the fields].|The rain drummed on [the leaves|the roofs].|Puddles stood on every path.", "Then it began to rain.|Dark clouds came, and soon it was raining."),
    "foggy": ("foggy misty pale", "The fog was so thick that the trees were only shadows.|White mist lay over the fields.", "A fog came up and hid the path.|Slowly the mist came up from the water."),
    "snowy": ("snowy cold white", "Snow lay on [the roofs|the branches|the fences].|Everything was white and still.|Big flakes fell without a sound.", "Then it began to snow.|The first flakes came down, slowly and softly."),
    "cold": ("cold frosty chilly", "Frost lay on the grass.|The air was cold and clear.|The puddles were covered with thin ice.", "It grew colder and colder.|A cold wind came down from the hills."),
    "hot": ("hot dusty dry", "The air was hot and still.|Even the bees were slow in the heat.|The path was dry and dusty.", "It grew hot.|Soon it was so hot that the air shook."),
    "mild": ("mild quiet soft", "The air was soft and smelled of [earth|flowers|grass].|It was a still and friendly day.", "The air grew soft and still."),
}

TIMES = ["morning", "noon", "afternoon", "evening", "night"]
SEASONS = {"spring": ["sunny", "windy", "rainy", "mild", "foggy"], "summer": ["sunny", "hot", "mild", "rainy"],
           "autumn": ["windy", "rainy", "foggy", "mild", "cold", "sunny"], "winter": ["snowy", "cold", "windy", "foggy", "sunny"]}
