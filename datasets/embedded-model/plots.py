"""The plots of the training tales: each function acts out one story on a `World`.

A plot fills ``w.gist`` (a clause such as "loses her kite") and ``w.facts`` (questions with answers),
from which `corpus.py` makes chat requests.
"""
import lexicon as lx
from world import GLAD, HOLDS, MOVES, SAD, a_an


# --- shared events -----------------------------------------------------------------------------------
def opener(w, first=True):
    """Words that set the time: 'One windy morning ' or, at the very start, 'Once upon a time '."""
    adj = w.rng.choice(lx.WEATHER[w.weather][0].split())
    time = lx.TIMES[w.time] if w.time != 1 else "day"
    r = w.rng.random()
    if not first and r < 0.25:
        return w.rng.choice(["One day ", "One day, ", "Then, one day, "])
    if first and r < 0.3:
        return w.rng.choice(["Once upon a time ", "Once upon a time, ", "Once ", "Long ago, ", "Once, long ago, "])
    return w.rng.choice([f"One {adj} {time} ", f"One {adj} {time}, ", f"On {a_an(adj)} {time} in {w.season}, ",
                         f"On {a_an(adj)} {time}, ", f"One {time} in {w.season}, ", f"One {adj} {w.season} {time}, ",
                         f"Early one {adj} {time}, " if w.time == 0 else f"Late one {adj} {time}, ", f"It was {a_an(adj)} {time} in {w.season}. "])


def begin(w, *first, key="A"):
    """Opens the tale: either straight with its first event or with a few words about the hero.

    `first` are templates that begin with {T}, the opener."""
    A = w.v[key]
    if "h" not in w.v:
        w.place("h", ("village", "field", "water", "farm", "road") if A.person else ("farm", "field") if A.group == "hoof"
                else ("wild", "field", "water", "garden", "farm"))
    w.v["M"] = A
    merged = w.rng.random() < 0.5
    if not merged:
        home = ("[burrow|den|snug hole|little house]" if A.group == "paw" else "nest" if A.group == "bird"
                else "[snug hole|little house]" if A.group in ("slow", "hop") else "stable" if A.group == "hoof" else "[little house|small cottage|house with a red door]")
        what = f"{{M.adj}} {{M.kind}}"
        w.v["X"] = a_an(f"{A.adj} {A.kind}")
        w.v["Y"] = a_an(A.kind)
        A.known = True
        w.cur.append(A)
        w.s("Once upon a time there [was|lived] {X} [named|called] {M.n}, who lived in a " + home + " {h.at}.",
            "There [was once|once was] {X} [named|called] {M.n}. {M} lived in a " + home + " {h.at}.",
            "{M.n} was {X} who lived in a " + home + " {h.at}.",
            "In a " + home + " {h.at} lived {X} [named|called] {M.n}.",
            "{M.n} the {M.kind} lived {h.at}, " + w.rng.choice(w.v["h"].details) + ".",
            "{X} [named|called] {M.n} lived {h.at}.",
            "Long ago, {X} [named|called] {M.n} lived in a " + home + " {h.at}.",
            "This is [the|a] [tale|story] of {M.n}, {X}, who lived {h.at}.",
            "Everyone {h.at} knew {M.n}, {X}.")
        if w.opt(0.4):
            w.s("{M} was [kind|cheerful|curious|friendly] and [a little|sometimes] [shy|stubborn|forgetful|dreamy].",
                "{M} liked [long walks|quiet evenings|warm bread|funny songs|old stories] [best of all|more than anything].",
                "{M} [greeted everyone|sang to {M.self}|got up early] every morning.",
                "{M} lived alone and was [content|often a little lonely|happy with small things].",
                "{M} was [always busy|never in a hurry|always hungry|fond of company].")
    w.v["T"] = opener(w, merged)
    w.s(*first)
    if w.opt(0.45):
        weather(w)


def weather(w):
    """A sentence about the weather."""
    w.s(one(w, lx.WEATHER[w.weather][1]))


def one(w, text):
    """One of the top-level alternatives of a text whose alternatives may hold [a|b] groups."""
    parts, depth, start = [], 0, 0
    for i, ch in enumerate(text):
        depth += ch == "["
        depth -= ch == "]"
        if ch == "|" and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    parts.append(text[start:])
    return w.rng.choice(parts)


def weather_change(w):
    """The weather turns into another of the season."""
    new = w.rng.choice([x for x in lx.SEASONS[w.season] if x != w.weather])
    w.weather = new
    w.s(one(w, lx.WEATHER[new][2]))


def sight(w, key="p"):
    """Something to be seen or heard at a place."""
    w.s(w.rng.choice(w.v[key].sights) + ".")


def later(w):
    """Time goes on; returns words for it."""
    if w.time < 3:
        w.time += 1
    return {1: "[At noon|Around noon|Toward noon]", 2: "[In the afternoon|That afternoon|Later that day]",
            3: "[In the evening|When evening came|As the sun went down|Toward evening]"}.get(w.time, "[Later|After a while]")


def go(w, who, key, hurry=False):
    """A character goes to a place."""
    A = w.v[who]
    move = w.rng.choice("hurried ran".split()) if hurry and A.group in ("paw", "person", "hoof") else w.rng.choice(MOVES[A.group].split())
    t = w.v.get("G")
    w.where[who] = w.v[key]
    w.s("{G} " + move + " {P.to}.", "So {G} " + move + " {P.to}, " + w.rng.choice(w.v[key].details) + ".",
        "{G} " + move + " [all the way|straight|slowly|quietly] {P.to}.", "[Then|After that|Soon after] {G} " + move + " {P.to}.",
        "Without [a word|waiting|another thought], {G} " + move + " {P.to}.",
        "{G} set out for {P} and " + move + " [until {G.his} legs were tired|without a rest|all the way].", G=A, P=w.v[key])
    if w.opt(0.3):
        sight(w, key)


def glad(w, who):
    """A character shows joy."""
    A = w.v[who]
    body = w.rng.choice(GLAD[A.group].split("|")).replace("{A", "{G")
    w.s("{G} was very [happy|glad].", "{G} [was full of joy|had never been so happy|felt warm inside|could not stop smiling].",
        "{G} was so [happy|glad] that " + body.replace("{G}", "{G.he}") + ".", "{G} was [delighted|overjoyed].", G=A)


def sad(w, who):
    """A character shows sorrow."""
    A = w.v[who]
    body = w.rng.choice(SAD[A.group].split("|")).replace("{A", "{G")
    w.s("{G} was very sad.", "{G} felt [sad|lonely|very small|heavy inside].", "{G} was so sad that " + body.replace("{G}", "{G.he}") + ".",
        "{G} did not know what to do.", "{G} [wanted to cry|felt like crying|sighed deeply].", G=A)


def thank(w, who, whom):
    """Thanks in direct speech or told."""
    w.s('"Thank you, {R.n}," said {G}. "[You are a true friend|I will never forget this|I could not have done it alone|That was kind of you]."',
        '"Thank you!" cried {G}. "[Thank you a thousand times|You are so kind|Now everything is good again]!"',
        "{G} thanked {R.o} with all {G.his} heart.", "{G} [thanked {R.o} again and again|did not know how to thank {R.o}].",
        '"How can I thank you?" asked {G}. "[You would have done the same for me|Just be my friend|You already have]," said {R}.', G=w.v[who], R=w.v[whom])


def meet(w, who, whom):
    """Two characters meet; the second may be new."""
    B = w.v[whom]
    doing = ("[sweeping the step|mending a net|carrying two buckets|eating bread and cheese|humming a tune|resting on a bench|looking for mushrooms]" if B.person else
             "[washing {B.his} face|looking for supper|humming a tune|dozing in the shade|watching the clouds|scratching {B.his} back|counting {B.his} steps]").replace("B.", "R.")
    w.s("There {G} met {R.o}.", "[On the way|On the path|Not far from there] {G} met {R.o}.", "Just then {R} came along.",
        "There sat {R.o}, " + doing + ".", "{R} was there, " + doing + ".", "[Before long|Soon] {G} [came across|met|saw] {R.o}, who was " + doing + ".", G=w.v[who], R=B)


def use(w, who, what, base=False):
    """'flew the kite high above the grass' for a thing."""
    o = w.v[what]
    past, inf = w.rng.choice(o.uses)
    return (inf if base else past).replace("@", "{" + what + "}")


def ending(w, who="A", friend=None):
    """The last sentences of a tale."""
    w.par(0.6)
    n = w.rng.random()
    G, R = w.v[who], w.v.get(friend) if friend else None
    if R:
        w.s("From that day on, {G.n} and {R.n} were [good|the best of|close] friends.",
            "[That evening|That night|In the evening], {G.n} and {R.n} sat together [by the fire|under the stars|in front of the house] and [told old stories|sang softly|were happy|talked until late].",
            "And [ever after|from then on], {G.n} and {R.n} [helped each other|shared everything|met every day].",
            "{G.n} and {R.n} walked home together, and [the moon shone on their path|neither of them was tired|they sang all the way].",
            "{G} knew now that [a good friend is worth more than gold|two can do more than one|it is good to have a friend], and {G.he} never forgot it.",
            "They laughed and went home side by side, {G.n} and {R.n}.",
            "And if you go {h.to} today, you may still see {G.n} and {R.n} there, side by side.", G=G, R=R)
    else:
        w.s("That night {G} slept [well|deeply|without a dream|like a stone].", "{G} went home [happy and tired|with a light heart|smiling].",
            "And {G} was [happy|content|proud] for a long time.", "{G} never forgot that day.",
            "After that, {G} was [a little wiser|a little braver|never quite so lonely again].",
            "Then {G} closed {G.his} eyes and [slept until morning|dreamed of good things|smiled in the dark].", G=G)
    if n < 0.18:
        w.s("[And that is the end of the tale|That is the end of the story|And so the tale ends].", "And so everything ended well.", "The end.")


def fact(w, q, a):
    """Records a question about the tale and its answer (templates, plain names)."""
    w.facts.append((q, a))


def plain(w, text):
    """Fills a template without touching the narration state."""
    saved = (w.focus, list(w.prev), list(w.cur), w.run, w.new_para)
    known = {k: getattr(x, "known", None) for k, x in w.v.items()}
    out = w.render(text)
    for k, kn in known.items():
        if kn is not None:
            w.v[k].known = kn
    w.focus, w.prev, w.cur, w.run, w.new_para = saved
    return out


# --- the plots ----------------------------------------------------------------------------------------
def lost_thing(w):
    """Someone loses a thing, searches and gets it back."""
    A = w.someone("A"); o = w.thing("o", ("keep",), A); w.place("p", ("wild", "water", "field", "garden", "farm", "road")); B = w.someone("B")
    w.gist = "loses {A.his} {o.f}"
    begin(w, "{T}{A} lost {A.his} {o.b} {p.at}.", "{T}{A} could not find {A.his} {o.b}.", "{T}{A} [noticed|saw] that {A.his} {o.b} was gone.",
          "{T}{A} came home from {p} without {A.his} {o.b}.", "{T}{A} woke up and looked for {A.his} {o.b}, but it was gone.")
    if w.opt(0.8):
        w.s("{A} loved {o} and [used it every day|took it everywhere|would not give it away for anything].", "It was {A.his} dearest thing.",
            "{A.his} grandmother had given it to {A.him}.", "{A} liked to " + use(w, "A", "o", True) + ".",
            '"Where can it be?" asked {A}. "I had it yesterday."', '"Oh no!" cried {A}. "My {o.n}!"')
    sad(w, "A"); w.par()
    n = {"short": 1, "medium": 2, "long": 3}[w.length]
    for i in range(n):
        hide = w.rng.choice(lx.HIDES)
        w.s("{A} [looked|searched] " + hide + ", but [there was nothing|{o} was not there|{A.he} found only a beetle].",
            "[First|Then|Next] {A} looked " + hide + ". [Nothing|There was only an old leaf|No {o.n} there].",
            "{A} [turned over every stone|looked in every corner|walked back the same way], but it was no use.",
            "{A} asked {S}, but {S.he} had not seen {o}." if w.opt(0.5) and w.animal("S") else "{A} looked everywhere, even " + hide + ".")
    w.par()
    if w.rng.random() < 0.7:
        w.place("q"); go(w, "A", "q"); meet(w, "A", "B")
        w.s('"Why are you so sad, {A.n}?" asked {B}.', '"What are you looking for?" asked {B}.', '"You look worried," said {B}. "What is the matter?"', '"Have you lost something?" asked {B}.')
        w.s('"I have lost my {o.n}," said {A}. "[I have looked everywhere|I cannot find it anywhere]."', '"My {o.f} is gone," said {A}.', "{A} told {B.o} about {o}.")
        if w.rng.random() < 0.5:
            w.place("r")
            w.s('"I saw [something {o.col}|something like that] {r.at}," said {B}. "[Come with me|Let us look there]!"'.replace(" {o.col}", ""), '"[I found|Somebody left] {o.an} {r.at} this morning," said {B}.',
                '"Do not cry. I will help you look," said {B}. "[Let us try|Have you looked] {r.at}[!|?]"'.replace("[Let us try|Have you looked] {r.at}[!|?]", "Let us look {r.at}!"))
            w.par(); w.s("Together they [went|hurried|walked] {r.to}.", "{A} followed {B.o} {r.to}.", "So they went {r.to} together.")
            hide = w.rng.choice(lx.HIDES)
            w.s("And there, " + hide + ", lay {o}.", "There it was! {o} lay " + hide + ".", "{B} looked " + hide + " and pulled out {o}.", "After a long search, {A} saw {o} " + hide + ".")
            fact(w, "Where was {o}?", "{o} was " + hide + " {r.at}.")
        else:
            w.s('"Is it this one?" asked {B}, and held up {o}. "I found it ' + w.rng.choice(lx.HIDES) + '."',
                '{B} smiled and took out {o}. "I was looking for its owner," said {B}.',
                '"Then this must be yours," said {B}, and gave {o} to {A.o}.')
            fact(w, "Who had found {o}?", "{B.n} the {B.kind} had found it.")
        glad(w, "A"); thank(w, "A", "B")
        if w.opt(0.5):
            w.s("{A} " + use(w, "A", "o") + ", and {B} [watched with a smile|was happy too].", "[Then|At home] {A} " + use(w, "A", "o") + ".")
        fact(w, "Who helped {A.n}?", "{B.n} the {B.kind} helped {A.him}.")
        ending(w, "A", "B")
    else:
        w.s(later(w) + " {A} was tired and sat down {p.at}.", "At last {A} gave up and went [home|to bed|to supper].")
        w.s("Then {A} put {A.his} hand in {A.his} pocket, and what was there? {o}!" if A.person else "Then {A} felt something hard under {A.his} back. It was {o}!",
            "And there, right beside the door, lay {o}. It had been there all the time.", "And there it was! {o} had been at home the whole day.")
        w.s("{A} had to laugh at {A.self}.", "{A} laughed until {A.his} sides hurt."); glad(w, "A"); ending(w, "A")
    fact(w, "What did {A.n} lose?", "{A.n} lost {A.his} {o.f}.")


def found_owner(w):
    """Someone finds a thing and looks for its owner."""
    A = w.someone("A"); w.thing("o", ("keep",), A); w.place("p"); w.someone("B"); w.someone("C")
    w.gist = "finds {o.an}"
    begin(w, "{T}{A} found {o.a} {p.at}.", "{T}{A} saw something " + w.rng.choice(lx.HIDES) + " {p.at}. It was {o.a}.", "{T}{A} was walking {p.at} when {A.he} found {o.a}.",
          "{T}{A} went {p.to} and found {o.a} there.", "{T}{A} came {p.to}. There, " + w.rng.choice(lx.HIDES) + ", lay {o.a}.")
    fact(w, "What did {A.n} find?", "{A.n} found {o.f} {p.at}.".replace("{o.f}", "{o.an}")); fact(w, "Where did {A.n} find {o}?", "{A.n} found it {p.at}.")
    if w.opt(0.9):
        w.s("{A} picked it up and looked at it from all sides.", "{A} " + use(w, "A", "o") + ".", "It was [beautiful|a little dusty|wet with dew], and {A} [liked it at once|wiped it clean].", "{A} had never seen such a [beautiful|fine] {o.n}.")
    w.s('"[Whose can it be|Who has lost this|Who does it belong to]?" thought {A}.', '"[Somebody must be looking for it|Somebody will be sad without it]," thought {A}.', "{A} wanted to keep it, but it belonged to someone else.")
    w.par(); w.place("q"); go(w, "A", "q"); meet(w, "A", "B")
    w.s('"Is this your {o.n}?" asked {A}.', '"Have you lost {o.an}?" asked {A}.', '"Do you know whose {o.n} this is?" asked {A}.')
    w.s('"No," said {B}. "[Mine is at home|I have never seen it before|I wish it were mine]. [Ask|Try] {C.n} {r.at}."' if w.place("r") else "", '"It is not mine," said {B}. "But {C.n} was [looking for something|crying] {r.at} this morning."',
        '{B} shook {B.his} head. "Go {r.to} and ask {C.n}," said {B}.')
    w.v["C"].known = False
    w.par()
    go(w, "A", "r")
    sad_c = w.rng.choice(["{C} sat there with a sad face.", "There was {C.o}, looking under every stone.", "{C} was crying softly.", "There stood {C.o} with empty hands." if w.v["C"].person else "There stood {C.o}, all alone."])
    w.s(sad_c)
    w.s('"Did you lose this?" asked {A}.', '{A} held out {o}. "Is it yours?" asked {A}.')
    w.s('"My {o.n}!" cried {C}. "[You have found it|I thought it was gone forever]!"', '"Yes! It is mine!" cried {C}. "[My mother gave it to me|I have looked for it all day]."')
    glad(w, "C"); thank(w, "C", "A")
    if w.opt(0.6):
        w.thing("r2", ("food",), w.v["C"])
        w.s("{C} gave {A.o} {r2.a} as a reward.", "As a thank-you, {A} got {r2.a}, and they shared it.", "{C} " + use(w, "C", "o") + ", just for {A.o}.")
    fact(w, "Whose {o.n} was it?", "It was {C.n}'s {o.n}.")
    ending(w, "A", "C")


def gift(w):
    """Someone makes a present for a friend."""
    A = w.someone("A", 0.5, groups=("paw",)); B = w.someone("B")
    noun = w.rng.choice(list(lx.MAKING)); o = w.thing("o", ("make",), None, noun)
    (m1, k1), (m2, k2), verb, steps = lx.MAKING[noun]
    w.place("p", (k1,)); w.place("q", (k2,)); w.v["B"].known = False
    w.gist = w.pick("makes {o.an} for {A.his} friend") ; why = w.rng.choice(["It was {B.s} birthday soon", "{B} had been sad for days", "{B} was always so kind", "winter was near and {B} had no {o.n}"])
    B.relation = f"{A.his} friend {B.name} the {B.kind}"
    begin(w, "{T}{A} wanted to make {o.a} for {B.o}.", "{T}{A} wanted to give {B.o} a present.", "{T}{A} was thinking about a present for {B.o}.", "{T}{A} had an idea: {A.he} would make {o.a} for {B.o}.")
    w.s(why + ".")
    w.s('"I will make {o.an}," said {A}. "[But what do I need|That will be a fine present|Nobody else will have one like it][!|.]"'.replace("[!|.]", "."), '"{o.an} would be just right," thought {A}.')
    w.par(); w.s("First {A} needed " + m1 + ". {A} found it {p.at}, " + w.rng.choice(w.v["p"].details) + ".".replace("it", "it"), "{A} went {p.to} and looked for " + m1 + ".", later(w) + " {A} went {p.to} to get " + m1 + ".")
    if w.opt(0.6):
        C = w.someone("C"); meet(w, "A", "C")
        w.s('"What are you doing?" asked {C}. "I am making {o.an} for {B.n}," said {A}.', '"May I help?" asked {C}, and together they [were quick|looked until they had enough].', '"Take what you need," said {C}.')
    w.s("Then {A} needed " + m2 + ", and that came from {q}.", "{q} was the place for " + m2 + ", so {A} went there too.", "{A} got " + m2 + " {q.at}.", "At {q} a kind [woman|man] gave {A.o} " + m2 + ".".replace("At {q}", "At {q}"))
    w.par(); steps_l = steps.split("|")
    w.s(w.rng.choice(["[At home|Back home|In the evening], ", "", "Now the work began. "]) + steps_l[0] + ".")
    if w.opt(0.8):
        w.s(steps_l[1] + ".")
    if w.opt(0.5):
        w.s("Once it [went wrong|nearly broke], and {A} had to begin again.", "It was hard work, but {A} [did not give up|sang while working].", "It took [three days|the whole day|half the night].")
    w.s("At last {o} was [done|ready|finished].", "Then {A} looked at {o} and nodded. It was [good|just right|beautiful].")
    w.par(); w.place("r"); w.s("{A} brought {o} to {B.o}, who was {r.at}.", "The next day {A} gave {o} to {B.o}.", "{A} hid {o} behind {A.his} back and went to see {B.o}.")
    w.s('"[This is for you|I made it for you|A present for you]," said {A}.', '"Close your eyes and hold out your hands," said {A}.' if B.person else '"Close your eyes," said {A}. "Now open them!"')
    w.s('"Oh!" cried {B}. "[What a beautiful {o.n}|I have always wanted {o.an}|Did you make it yourself]!"'.replace("Did you make it yourself]!", "Nobody ever gave me such a present]!"), '"It is the finest {o.n} in the world," said {B}.')
    glad(w, "B")
    if w.opt(0.6):
        w.s("At once {B} " + use(w, "B", "o") + ".")
    fact(w, "What did {A.n} make?", "{A.n} made {o.an} for {B.n}."); fact(w, "Who got {o}?", "{B.n} the {B.kind} got it.")
    ending(w, "A", "B")


def stuck(w):
    """An animal is stuck; someone helps, and is helped later."""
    A = w.someone("A", 0.7, max_size=3); B = w.animal("B", ("paw", "hoof", "hop", "bird"), 2); w.place("p", ("water", "wild", "field", "road"))
    trap = w.rng.choice(["in the deep mud", "between two branches", "in a thorn bush", "in a narrow hole", "between two boards of the fence", "under a fallen branch", "in an old fishing net"])
    w.gist = "helps " + f"a {B.kind} that is stuck " + trap if not B.kind[0] in "aeiou" else "helps an " + B.kind + " that is stuck " + trap
    begin(w, "{T}{A} heard a [cry|small voice|call for help] {p.at}.", "{T}{A} was on the way {p.to} when {A.he} heard somebody crying.", "{T}{A} went {p.to} to look for [berries|firewood|flowers|mushrooms].", "{T}{A} was [walking|resting] {p.at} when a voice called for help.")
    w.s("It was {B.o}, who was stuck " + trap + ".", "There was {B.o}, stuck " + trap + ".", "{B} was stuck " + trap + " and could not [move|get out|go on].")
    w.s('"Help me, please!" cried {B}. "[I have been here since morning|I cannot get out|I am so tired]."', '"[Can you help me|Please help me out]," begged {B}.'.replace("Can you help me|", "Please stay with me|"))
    w.s('"Do not be afraid," said {A}. "[I will get you out|I am here now]."', '"Hold still," said {A}. "I will help you."'); w.par()
    w.s("{A} pulled and pulled, but {B} did not move.", "{A} tried once, and twice, but it was no use.", "It was not easy, for {B} was [heavy|frightened].")
    r = w.rng.random()
    if r < 0.4:
        w.someone("C"); w.place("q"); w.s("Then {A} [ran|went] {q.to} to get help.", "Alone it could not be done, so {A} fetched {C.o} from {q}.")
        w.s("{C} came along at once, and together they pulled [with all their strength|as hard as they could].", "Together with {C.o}, {A} [lifted|pulled|pushed], and at last it worked.")
        fact(w, "Who came to help?", "{C.n} the {C.kind} came to help.")
    elif r < 0.8:
        o = w.thing("o", noun=w.rng.choice(["rope", "spade", "ladder", "rake", "blanket", "broom", "scarf"]))
        if o.noun in ("rope", "blanket", "scarf"):
            w.s("Then {A} fetched {o.a}, tied it around {B.o} and pulled.")
        elif o.noun == "spade":
            w.s("Then {A} fetched {o.a} and dug until there was room.")
        else:
            w.s("Then {A} fetched {o.a} and pushed it under {B.o}, and slowly it began to move.".replace("it began to move", "{B} came free"))
    else:
        w.s("Then {A} had an idea and [took away the earth bit by bit|bent everything aside, bit by bit].")
    w.s('With a [loud plop|sudden jerk], {B} was free.', "[All at once|Suddenly|At last] {B} was free again.", "One more pull, and {B} was out."); thank(w, "B", "A")
    w.par()
    if w.length != "short":
        w.s("[Some days later|A week later|Not long after], {A} [got lost in the fog|fell into the cold stream|lost the way in the dark|hurt a leg on the stones].")
        w.s("Who came along? It was {B.o}.", "{B} heard {A.o} calling and came at once.")
        w.s('"You helped me, and now I help you," said {B}.', '"[Climb on my back|Hold on to me|Follow me]," said {B}. "I know the way."')
        w.s("{B} brought {A.o} safely home.", "Step by step, {B} led {A.o} home.")
    fact(w, "Where was {B.n} stuck?", "{B.n} was stuck " + trap + "."); ending(w, "A", "B")


def storm(w):
    """A storm comes and someone gives shelter."""
    A = w.someone("A"); B = w.someone("B"); w.place("p", ("village", "garden", "farm", "wild"))
    w.weather = w.rng.choice(["windy", "rainy", "snowy", "cold"]); w.season = "winter" if w.weather in ("snowy", "cold") else "autumn"; w.time = 3
    w.gist = "finds shelter in a storm" ; A.known = False
    begin(w, "{T}{A} was on the way home when a storm came.", "{T}{A} was far from home, and a storm was coming.", "{T}{A} was caught in a storm {p.at}.", "{T}{A} lost the way in the storm.")
    w.s("The wind howled, and [the branches cracked|the sky was black].", "[Lightning flashed, and thunder rolled over the hills|The storm grew stronger every minute].", "{A} could hardly see the path.")
    sad(w, "A"); w.par()
    if w.opt(0.7):
        C = w.someone("C"); w.s("{A} knocked at the first door. {C} looked out.", "At the first house {C} opened the window a little.")
        w.s('"I have no room," said {C}, and the door was closed again.', '"Go away, you are wet," said {C}.'); fact(w, "Who had no room for {A.n}?", "{C.n} the {C.kind} had no room.")
    w.s("Then {A} saw a [small light|lamp|warm light] {p.at}.", "Not far away, {p.at}, a light was burning."); w.s("{B} opened the door.", "{B} lived there and opened at once.", "It was the home of {B.o}.")
    w.s('"Come in, come in!" cried {B}. "[You are wet to the skin|The soup is still warm]."', '"There is always room for one more," said {B}. "[Sit down by the stove|Come in and get warm]."')
    o = w.thing("o", ("food",)); q = w.thing("q", ("warm",))
    w.s("{A} got {o.a} and {q.a}.", "{B} gave {A.o} {q.a} and shared {o.a} with {A.him}.", "Soon {A} sat by the fire, wrapped in {q.a}, with {o.a} to eat."); glad(w, "A"); w.par()
    w.s("[Outside|All night] the storm roared, but inside it was warm.", "They told each other stories until the storm was over.")
    if w.v.get("C") and w.rng.random() < 0.6:
        w.s("Late at night there was another knock. It was {C.o}, for the storm had taken the roof.", "Then somebody knocked. It was {C.o}, cold and wet."); w.s('"May I come in?" asked {C} in a small voice. "Of course," said {B}, and {A} made room by the fire.')
    w.s("In the morning the sky was clear.", "By morning the storm was gone, and the sun came up."); thank(w, "A", "B"); fact(w, "Who let {A.n} in?", "{B.n} the {B.kind} let {A.him} in."); ending(w, "A", "B")


def way_home(w):
    """A young one is lost and finds the way home."""
    A = w.animal("A", child=True) if w.rng.random() < 0.7 else w.human("A", True)
    B = w.someone("B"); w.place("p", ("wild", "field", "water")); w.place("h"); w.place("q", ("water", "road", "village")); w.time = 2
    w.gist = "gets lost and finds the way home"; lure = w.rng.choice(["a blue butterfly", "a rolling apple", "a funny cloud", "the sound of a bell", "a row of mushrooms", "a feather in the wind"])
    begin(w, "{T}{A} followed " + lure + " and did not look back.", "{T}{A} went farther from home than ever before.", "{T}{A} followed " + lure + " {p.to} and got lost.", "{T}{A} lost the way {p.at}.")
    w.s("All at once [everything looked strange|every tree looked the same|there was no path any more].", "When {A} looked around, {A.he} did not know the place."); w.s('"Where am I?" whispered {A}.', '"I want to go home," said {A}.', '"Mother!" called {A}, but only the [wind|echo] answered.')
    sad(w, "A"); w.par(); meet(w, "A", "B")
    w.s('"Why are you crying, little one?" asked {B}.', '"Where are you going all alone?" asked {B}.', '"It is late. Are you lost?" asked {B}.'); w.s('"I cannot find my way home," said {A}. "I live {h.at}."', '"I live {h.at}," said {A}, "But I do not know the way."'.replace(', "But', '. "But'))
    w.s('"[Follow|Just follow] the [stream|sound of the bell|white stones|evening star] until you come {q.to}," said {B}. "From there you can see {h}."', '"{h} is not far," said {B}. "[Come, I will go with you|I will show you the way]."'); together = w.rng.random() < 0.5
    w.par(); w.s("They walked side by side {q.to}." if w.rng.random() < 0.5 else "So they set out together and passed {q}."); w.s("It was [getting dark|almost night], but {A} was not afraid any more.", "On the way {B} [told a funny story|sang a song], and the road seemed short.", "Once {A} stumbled, but {B} was there.")
    if w.opt(0.5):
        sight(w, "q")
    w.s("At last {A} saw the [light|roof|chimney] {h.at}.", "Then they came {h.to}, and a window was shining.", '"There!" cried {A}. "I can see {h}!"'); w.s("{A.his} mother was standing in the door and took {A.him} in her arms." if A.person else "{A.his} mother was already waiting and licked {A.his} nose." if A.group in ("paw", "hoof") else "{A.his} mother was already waiting there.")
    glad(w, "A"); fact(w, "Who showed {A.n} the way home?", "{B.n} the {B.kind} showed {A.him} the way."); fact(w, "Where did {A.n} live?", "{A.n} lived {h.at}."); ending(w, "A", "B" if w.rng.random() < 0.6 else None)


def quarrel(w):
    """Two friends quarrel about a thing and make up."""
    A = w.someone("A"); B = w.someone("B"); small = A if A.size < B.size else B
    o = w.thing("o", (w.rng.choice(["toy", "food", "shiny", "keep"]),), small); w.place("p")
    w.gist = "quarrels with a friend about {o.an}"
    begin(w, "{T}{A} and {B.o} found {o.a} {p.at}.", "{T}{A} and {B.o} saw {o.a} at the same time.", "{T}{A} and {B.o} were playing {p.at} when they found {o.a}.")
    w.s('"It is mine!" cried {A}. "I saw it first!"', '"[Give it to me|Let go]," said {A}. "I saw it first."'); w.s('"No, it is mine!" cried {B}. "[I touched it first|You always take everything]!"', '"But I picked it up," said {B}.')
    w.s("{A} pulled on one side, and {B} pulled on the other.", "They shouted so loudly that the birds flew up.", "They [pushed and pulled|argued and argued], and neither would give in."); w.par()
    r = w.rng.random()
    if r < 0.5:
        w.s("Then {o} fell [into a puddle|down|into the mud], and both of them were silent.", "All at once it slipped and [rolled away|fell into the grass].")
        w.s("Angry and sad, they went home on different paths.", "Without a word, each went home alone.")
        w.s("That night {A} could not sleep.", later(w) + " {A} sat alone, and nothing was fun any more."); w.s('"What is {o.an} worth without a friend?" thought {A}.', '"I miss {B.n}," thought {A}.')
        w.par(); w.s("[The next morning|Early the next day] {A} took {o} and went to see {B.o}.", "So {A} went to {B.o} with {o}."); w.s('"I am sorry," said {A}. "You can have it."', '"I was wrong," said {A}. "Take it."'); w.s('"I am sorry too," said {B}. "[Let us share it|It belongs to both of us]."')
    else:
        C = w.someone("C"); w.s("{C} heard the noise and came closer.", "Then {C} came along."); w.s('"Why are you shouting?" asked {C}.', '"What is all this noise?" asked {C}.')
        w.s('"[Take turns|Share it], and both of you will be happy," said {C}.', '"Two friends are worth more than one {o.n}," said {C}.'); w.s("{A} looked at {B.o}, and they both felt ashamed.", "Both of them [looked at the ground|grew quiet]."); w.s('"{C.n} is right," said {A}. "[Let us share|I am sorry]."'); fact(w, "Who made peace between them?", "{C.n} the {C.kind} made peace.")
    w.s("First {A} " + use(w, "A", "o") + ", and then it was the turn of {B.o}." if "food" not in o.tags else "They divided {o} into two equal parts, and it tasted twice as good.", "From then on {o} belonged to both of them.")
    fact(w, "What did they quarrel about?", "They quarreled about {o.an}."); ending(w, "A", "B")


def winter_food(w):
    """Food is short; someone shares."""
    A = w.someone("A"); B = w.someone("B"); w.season = "winter"; w.weather = w.rng.choice(["snowy", "cold"]); o = w.thing("o", ("food",), A); w.place("p"); B.known = False
    w.gist = "shares {A.his} last {o.n}" if True else ""
    begin(w, "{T}{A} had nothing left to eat but {o.a}.", "{T}{A} had only {o.a} left.", "{T}{A} looked into the cupboard and found nothing but {o.a}.")
    w.s('"It must be enough until spring," said {A}.', '"[This is my last food|I must be careful with it]," thought {A}.', "Outside, everything was [white|frozen]."); w.par()
    w.s("Then somebody knocked. It was {B.o}, thin and [cold|trembling].", "{A} went out for wood and met {B.o}, who was [weak with hunger|shaking with cold].", later(w) + " {B} came by, and {B.his} voice was weak.")
    w.s('"I have not eaten for two days," said {B}.', '"[Have you|Do you have] [a little food|anything to eat] for me?" asked {B}.'); w.s("{A} looked at {o}, and then at {B.o}.", "{A} thought for a while.", "{A} was hungry too, and it was not easy.")
    w.s('"Half for you, half for me," said {A}.', '"Come in," said {A}. "What I have is enough for two."', '"Sit down," said {A}. "We will share it."'); w.s("They ate slowly, and every bite tasted wonderful.", "It was not much, but it was warm by the stove, and they talked and laughed."); w.par()
    w.place("q"); w.s('"I know a place {q.at} where [nuts|dry apples|sweet roots] are hidden," said {B}. "[We can go there tomorrow|Come with me tomorrow]."', '"In autumn I hid a whole sack of nuts {q.at}," said {B}. "But I could not dig it out alone."')
    w.s("The next day they went {q.to} and dug in the snow until they found it.", "The next morning they [walked|went] {q.to} together, and it was true."); w.s("Now there was enough for both of them until spring.", "They carried home as much as they could, and nobody was hungry any more.")
    fact(w, "What did {A.n} share?", "{A.n} shared {A.his} {o.n} with {B.n}."); ending(w, "A", "B")


def planting(w):
    """A seed grows with patience."""
    A = w.someone("A", groups=("paw", "hoof", "bird")); B = w.someone("B"); w.place("p", ("garden", "farm", "field")); w.season = "spring"; w.weather = w.rng.choice(["sunny", "mild"]); w.time = 0
    seed, plant, fruit = w.rng.choice([("bean", "bean plant", "long green beans"), ("pumpkin seed", "pumpkin vine", "a big orange pumpkin"), ("sunflower seed", "sunflower", "a golden flower as big as a plate"), ("apple seed", "little apple tree", "five red apples"), ("pea", "pea plant", "sweet green peas"), ("rose seed", "rose bush", "one red rose"), ("carrot seed", "row of green leaves", "a long sweet carrot"), ("strawberry plant", "strawberry plant", "three ripe strawberries"), ("turnip seed", "turnip", "a turnip as big as a bucket"), ("cherry stone", "cherry tree", "a handful of dark cherries")])
    w.v["s1"], w.v["f1"], w.v["pl"] = seed, fruit, plant; w.v["as"] = a_an(seed); w.gist = "plants {as}"
    begin(w, "{T}{A} found {as} {p.at}.", "{T}{A} planted {as} {p.at}.", "{T}{A} got {as} from {B.o}.", "{T}{A} put {as} into the earth {p.at}.")
    w.s("{A} dug a small hole, put the {s1} in and covered it with earth.", "{A} made a soft bed for the {s1} and watered it."); w.s('"Now grow," said {A}.', "Every morning {A} [came to look|brought water], but there was only brown earth.")
    if w.opt(0.8):
        w.s('"Nothing will come of it," said {B}.', '"You must be patient," said {B}. "[Good things need time|A seed cannot hurry]."', '"Why do you sit there?" asked {B}. "I am waiting," said {A}.')
    w.par(); w.s("[After ten days|One morning after the rain|At last] a small green leaf came out of the ground.", "Then, one morning, there was a tiny green tip in the earth."); glad(w, "A")
    if w.opt(0.6):
        w.s("One night it was cold, and {A} covered it with straw.", "When the sun was hot, {A} carried water from the well, again and again.", "{A} chased the snails away, very politely.", "A strong wind came, and {A} tied it to a stick.")
    w.s("Week after week it grew, until it was a fine {pl}.", "The {pl} grew [taller and taller|stronger every day]."); w.par(); w.s("In [late summer|autumn|time], it gave {A.o} {f1}.", "And then, one day, there it was: {f1}.", "Everybody came to see {f1}.")
    w.s('"You were right to wait," said {B}.', "{A} shared with {B.o} and with all the neighbors.", '"[Patience is a good gardener|I never saw anything so fine]," said {B}.'); fact(w, "What did {A.n} plant?", "{A.n} planted {as}."); fact(w, "What grew from it?", "From it came " + fruit + "."); ending(w, "A", "B" if w.rng.random() < .5 else None)


def race(w):
    """A race or contest."""
    A = w.animal("A"); B = w.animal("B"); w.place("p"); w.place("q"); C = w.someone("C")
    w.gist = "runs a race against " + a_an(B.kind); o = w.thing("o", (w.rng.choice(["food", "shiny"]),))
    begin(w, "{T}{A} and {B.o} wanted to know who was faster.", "{T}{A} and {B.o} ran a race.", "{T}{A} said that {A.he} was faster than {B.o}.")
    w.s("The race went from {p} to {q}.", '"From {p} to {q}," said {C}. "[Ready, steady, go|One, two, three]!"', "{C} was the judge, and {o} was the prize.".replace("{o}", "{o.a}")); w.s("{B} laughed. \"You will never win,\" said {B}.", '"The winner gets {o.an}," said {C}.'); w.par()
    w.s("{B} was soon far ahead.", "At first {A} was in front.", "They started, and the dust flew."); r = w.rng.random()
    if r < 0.35:
        w.s("But {B} stopped to [rest in the shade|eat berries|look at a butterfly] and forgot the time.", "Halfway, {B} lay down for a little sleep."); w.s("{A} kept going, step by step, and did not stop.", "{A} passed {B.o} without a sound."); w.s("When {B} looked up, {A} was already {q.at}.", "{A} was the first {q.at}."); w.s('"[Slow and steady|Step by step]," said {A}, and smiled.', '"I was too proud," said {B}.'); fact(w, "Who won the race?", "{A.n} the {A.kind} won the race.")
    elif r < 0.7:
        w.s("Then {B} [fell over a root|stepped on a thorn|slipped in the mud] and cried out.", "Suddenly {B} fell and could not get up."); w.s("{A} could have won now, but {A.he} turned around.", "{A} stopped at once and came back."); w.s('"Are you hurt?" asked {A}. "Lean on me."', '"Forget the race," said {A}. "I will help you."'); w.s("So they reached {q} together, side by side.", "Slowly they went on together, and everybody cheered."); w.s('"You both win," said {C}, and divided the prize.', "{C} gave {o} to both of them."); fact(w, "Who won the race?", "Nobody won alone; {A.n} and {B.n} reached the goal together.")
    else:
        w.s("{A} ran as never before, but {B} was faster.", "{A} tried hard, but in the end {B} was first {q.at}."); sad(w, "A"); w.s('"You ran well," said {B}. "[Tomorrow I will show you my trick|I was afraid you would catch me]."', '"Come, we will share the prize," said {B}.'); fact(w, "Who won the race?", "{B.n} the {B.kind} won the race.")
    ending(w, "A", "B")


def dark(w):
    """Someone overcomes the fear of the dark."""
    A = w.animal("A", child=True) if w.rng.random() < 0.6 else w.human("A", True); B = w.someone("B"); w.time = 3; w.place("p"); o = w.thing("o", noun=w.rng.choice(["lantern", "candle"]))
    w.gist = "is afraid of the dark"; begin(w, "{T}{A} was afraid of the dark.", "{T}{A} did not want to go to bed, for the dark was so big.", "{T}{A} saw a strange shadow on the wall.")
    w.s("Every [shadow|corner] looked like a [wolf|giant|monster].", "When the light went out, {A} [hid under the covers|shivered]."); w.s('"Something is out there," whispered {A}.', "There was a [creak|rustle], and {A} held {A.his} breath."); w.par()
    w.s("{B} came with {o.a}.", "Then {B} sat down beside {A.o} and lit {o.a}."); w.s('"Shall we look together?" asked {B}.', '"The dark is only the day with its eyes closed," said {B}. "[Come and see|I will show you]."', '"Let us find out what it is," said {B}.'); w.s("Hand in hand, they went [outside|to the door]." if A.person and w.v["B"].person else "Side by side, they went outside.")
    w.s("The shadow was only [a coat on a hook|a branch in the moonlight|an old bush].", "The noise was only [a mouse in the straw|the wind in the shutters|a sleepy bird]."); w.s("Above them were more stars than {A} could count.", "An owl called, and it sounded friendly.", "The moon stood over {p}, and everything was silver."); w.s('"It is beautiful," said {A}.', '"[I did not know that|Is it always like this]," said {A}, and was not afraid any more.'.replace("Is it always like this", "So that is the night"))
    glad(w, "A"); w.s("{A} blew out {o} [all alone|without help].", "After that {A} slept without {o}."); fact(w, "What was {A.n} afraid of?", "{A.n} was afraid of the dark."); ending(w, "A", None if w.rng.random() < .5 else "B")


def sick_friend(w):
    """A visit to a sick friend."""
    A = w.someone("A"); B = w.someone("B"); w.place("p"); w.place("q", ("garden", "field", "wild")); B.known = False; o = w.thing("o", noun=w.rng.choice(["pot of soup", "jar of honey", "cake", "basket of berries", "pie"])); B.relation = f"{A.his} friend {B.name} the {B.kind}"
    w.gist = "visits a sick friend"; begin(w, "{T}{A} heard that {B} was ill.", "{T}{A} waited for {B.o}, but nobody came.", "{T}{A} went to see {B.o}, who was ill in bed.")
    w.s("{B} had a [bad cold|fever|sore throat] and lay in bed.", '"{B.n} has a cold and cannot get up," said the neighbors.'); w.s('"I must do something," thought {A}.', '"Poor {B.n}," said {A}.'); w.par(); herb = w.rng.choice(["mint", "chamomile", "thyme", "sage", "elder flowers"])
    w.s("First {A} went {q.to} and picked " + herb + " for tea.", "{A} picked " + herb + " {q.at}, for that is good for a cold."); w.s("Then {A} packed {o.a} and set out {p.to}, where {B} lived.", "With the " + herb + " and {o.a}, {A} went to {B.s} home {p.at}."); 
    if w.opt(0.5):
        weather_change(w); w.s("But {A} went on and held {o} close.", "{A} did not turn back.")
    w.s('"I have brought you {o.an}," said {A}.', '"Do not get up," said {A}. "I will make you some tea."'); w.s('"You came all this way for me?" asked {B} in a weak voice.', '"How good that you are here," whispered {B}.'); w.s("{A} made a fire, boiled the tea and [opened the window|shook the pillow].", "{B} drank the hot tea, and {A} told [a funny story|the news of the village]."); w.par()
    w.s("For three days {A} came again and again.", "{A} stayed until {B} was asleep."); w.s("On the fourth day {B} [got up|stood at the door] and was well again.", "Soon {B} was well, and they [danced around the table|ate together]."); thank(w, "B", "A"); fact(w, "What did {A.n} bring?", "{A.n} brought {o.an} and " + herb + " tea."); ending(w, "A", "B")


def strange_noise(w):
    """A mysterious noise has a simple cause."""
    A = w.someone("A"); B = w.someone("B"); w.place("p"); w.time = w.rng.choice([3, 3, 2]); C = w.animal("C", ("paw", "bird", "hop"), 1, 2); o = w.thing("o", noun=w.rng.choice(["pot", "bucket", "kettle", "drum", "bell", "box", "basket", "bowl"]))
    sound = w.rng.choice(["tap, tap, tap", "clonk, clonk", "a long, low hum", "scratch, scratch", "ding, ding", "a soft knocking", "bump, bump, bump"]); w.gist = "hears a strange noise"
    begin(w, "{T}{A} heard a strange noise {p.at}.", "{T}{A} woke up because there was a strange noise.", "{T}{A} [stood still|stopped] and listened. Something was making a noise {p.at}.")
    w.s("It went: " + sound + ".", 'There it was again: ' + sound + "."); w.s('"What can that be?" asked {A}.', '"Perhaps it is a [ghost|thief|giant]," thought {A}.'); w.s("{A} ran to {B.o} and told everything.", "{A} did not want to go alone and fetched {B.o}."); w.s('"I hear it too," whispered {B}.', '"[Nonsense|Do not be silly]," said {B}, but {B.his} voice was trembling.'); w.par()
    w.s("Step by step they came closer.", "They crept through the [dark|grass] as quietly as they could."); w.s("The noise grew louder and louder.", '"You go first," whispered {B}. "No, you," whispered {A}.') 
    w.s("Then they saw it: {C}, with {o.a} over {C.his} head.", "And what did they find? {C} was sitting in {o.a} and could not get out.", "There was {C.o}, who had [fallen into|got stuck in] {o.a}.") if o.noun not in ("drum", "bell") else w.s("Then they saw it: {C} was sitting there and playing with {o.a}.", "And what did they find? {C} had found {o.a} and did not know what it was.")
    w.s('"[At last somebody comes|Please do not be angry]," said {C}. "[I was only curious|I smelled something good]."', '"Good evening," said {C}. "[Could you help me a little|Did I wake you]," '.replace(', "', '?"').replace('," ', '?"') if False else '"Good evening," said {C}. "I hope I did not wake you."')
    w.s("{A} and {B.o} looked at each other and burst out laughing.", "How they laughed, all three of them!"); w.s("{A} helped {C.o} and took {o} away.", "They freed {C.o} and had [tea|supper] together."); fact(w, "Who made the noise?", "{C.n} the {C.kind} made the noise with {o.an}."); ending(w, "A", "C" if w.rng.random() < .5 else "B")


def build(w):
    """Neighbors build something together."""
    A = w.someone("A", groups=("paw", "hoof", "bird")); B = w.someone("B", groups=("paw", "hoof")); C = w.someone("C"); w.place("p", ("water", "village", "field"))
    goal, why, end = w.rng.choice([("a bridge", "The old bridge was broken, and nobody could cross the water", "Now everybody could cross with dry feet"), ("a bench", "There was no place to sit and rest", "Now there was room for three, and sometimes for four"), ("a new roof", "The rain came through the roof", "When the next rain came, not one drop fell on the bed"), ("a fence", "The wind kept blowing over the young plants", "Now the plants stood safe and straight"), ("a hut", "There was no shelter from the rain", "It was small, but it was dry and warm"), ("a swing", "The little ones were bored", "From morning to evening the little ones flew to and fro"), ("a raft", "Everyone wanted to visit the island", "The raft floated, and they all sang on the water"), ("a birdhouse", "The sparrows had no home for the winter", "Soon a pair of sparrows moved in")])
    w.v["g"] = goal; w.gist = "builds " + goal; begin(w, "{T}{A} wanted to build {g} {p.at}.", "{T}{A} decided to build {g}.", "{T}{A} looked around {p.at} and said, \"We need {g}.\""); w.s(why + ".", why + ", and {A} had thought about it for a long time."); w.s("But [alone it was too hard|one pair of hands was not enough|{A} had no idea how to begin].", "{A} worked for a whole day, but then everything fell down."); w.par()
    meet(w, "A", "B"); w.s('"I can [carry wood|saw|dig]," said {B}.', '"[Two are stronger than one|Let me help you]," said {B}.'); o = w.thing("o", ("tool",)); w.s("{C} brought {o.a} and [a pot of nails|a basket with bread].", "Then {C} came too and lent them {o.a}."); w.s("They [sawed and hammered|measured and sawed] until [noon|evening].", "{B} held the boards, and {A} hammered."); 
    if w.opt(0.6):
        weather_change(w)
    if w.opt(0.6):
        w.s("Once {A} hit {A.his} own thumb and hopped on one leg." if A.person else "Once a board fell down with a loud bang, and they all jumped.", '"Is it straight?" asked {A}. "[A little crooked|Almost]," said {B}, and they began again.')
    w.par(); w.s("After [three|two|four] days {g} was ready.".replace("{g}", goal.replace("a ", "the ", 1)), "At last the work was done."); w.s(end + "."); w.s('"We did it together," said {A}.', "{A} was proud, and so were {B.o} and {C.o}."); fact(w, "What did they build?", "They built " + goal + "."); ending(w, "A", "B")


def market_day(w):
    """Someone wants to sell a thing and changes his or her mind, or trades well."""
    A = w.someone("A"); o = w.thing("o", ("keep",), A); B = w.someone("B"); w.v["p"] = [x for x in w_places() if x.name == "market"][0]; C = w.someone("C"); w.time = 0; q = w.thing("q", ("food",))
    w.gist = "wants to sell {A.his} {o.f}"; begin(w, "{T}{A} went to the market to sell {A.his} {o.b}.", "{T}{A} needed money and wanted to sell {A.his} {o.b}.", "{T}{A} took {A.his} {o.b} to the market."); w.s("{A} needed money for [flour|a new roof|winter wood|medicine].", "It was the only thing of value {A} had."); sight(w); w.par()
    w.s("{B} stopped and looked at {o}.", "First came {B.o}, who turned {o} over and over."); w.s('"I will give you two coins," said {B}.', '"It is old," said {B}. "One coin, no more."', '"What do you want for it?" asked {B}.'); w.s("{A} held {o} tightly and thought of all the good times with it.", "{A} could not say a word."); r = w.rng.random(); w.par()
    if r < 0.5:
        w.s('"No," said {A}. "[I cannot sell it|It is worth more to me than money]."'); w.s("{C} had heard it all.", "Behind {A.o} stood {C.o}."); w.s('"Keep your {o.n}," said {C}. "I need help [with the harvest|at my stall], and I pay well."'); w.s("So {A} worked for {C.o} and earned enough.", "{A} worked hard and came home with money and with {o}."); fact(w, "Did {A.n} sell {o}?", "No, {A.n} kept it.")
    else:
        w.s("In the end {A} sold {o} to {B.o} and bought {q.a}.", "{A} gave {o} away for a few coins."); w.s("On the way home everything seemed gray.", "But {A} was not happy."); w.s("Then {C} came running. \"{B.n} sends you this,\" said {C}. It was {o}!", "At home {o} was lying on the doorstep. {B} had brought it back.") ; w.s('"[It belongs with you|I saw your face]," said {B}. "[Pay me when you can|Just play with me one day]."'.replace("Just play with me one day", "Keep the coins too")); fact(w, "Who bought {o}?", "{B.n} the {B.kind} bought it and gave it back.")
    glad(w, "A"); ending(w, "A", "C" if r < .5 else "B")


def w_places():
    """All places (used where a plot needs a certain one)."""
    from world import PLACES
    return PLACES


def learn(w):
    """Someone learns a skill."""
    A = w.someone("A"); B = w.someone("B"); w.place("p"); skills = [("whistle", "only air came out", "a clear, high note"), ("swim", "{A.he} swallowed water", "ten good strokes"), ("tie a knot", "the knot fell open", "a knot as strong as iron"), ("dance", "{A.he} fell over {A.his} own feet", "three turns without a stumble"), ("bake bread", "the bread was as hard as stone", "a golden loaf"), ("sing", "the dogs began to howl", "a whole song, from beginning to end"), ("row a boat", "the boat went round in circles", "a straight line across the water"), ("count to a hundred", "{A.he} got lost after twenty", "all the numbers, one after another"), ("skate", "{A.he} sat down on the ice", "a big round circle"), ("juggle", "everything fell to the ground", "three apples in the air at once"), ("knit", "the wool was full of knots", "a long, even row"), ("stand on one leg", "{A.he} tipped over", "a whole minute on one leg")]
    s, fail, ok = w.rng.choice(skills); w.v["k"] = s; w.v["B"].known = False; w.gist = "learns to " + s; begin(w, "{T}{A} wanted to learn to {k}.", "{T}{A} tried to {k}, but " + fail + ".", "{T}{A} saw how {B} could {k}."); w.s("{A} tried [once, twice, three times|all morning], but " + fail + ".", "Each time " + fail + "."); w.s('"I will never learn it," said {A}.', "Some [children|neighbors] laughed."); sad(w, "A"); w.par()
    w.s("{B} had been watching.", "{B} came by and saw it all.", "Then {A} asked {B.o} for help."); w.s('"At first I could not do it either," said {B}. "[Look, like this|Try it slowly]."', '"Once more," said {B}. "[Breathe in first|Do not hurry]."', '"Who falls nine times gets up ten times," said {B}.'); w.s("Every day {A} went {p.to} and practiced.", "Day after day they practiced {p.at}."); w.s("On [Monday|the first day] it was bad, on [Tuesday|the second day] it was a little better.", "Slowly, very slowly, it went better."); w.par()
    w.s("And then, one [morning|evening], it worked: " + ok + "!", "On the tenth day it happened: " + ok + "!"); glad(w, "A"); w.s('"Did you see that?" cried {A}. "I did," said {B}, and smiled.', '"I knew you could {k}," said {B}.'); fact(w, "What did {A.n} learn?", "{A.n} learned to " + s + "."); fact(w, "Who taught {A.n}?", "{B.n} the {B.kind} taught {A.him}."); ending(w, "A", "B")


def birthday(w):
    """Everyone seems to have forgotten a birthday."""
    A = w.someone("A"); B = w.someone("B"); C = w.someone("C"); w.place("p"); o = w.thing("o", noun=w.rng.choice(["cake", "pie"])); q = w.thing("q", ("keep",), A)
    w.gist = "thinks that everyone forgot {A.his} birthday"; w.time = 0; begin(w, "{T}{A} woke up and smiled, for it was {A.his} birthday.", "{T}{A} jumped out of bed. It was {A.his} birthday!", "{T}{A} waited for visitors, because it was {A.his} birthday."); w.s("But nobody came to the door.", "But the house was quiet."); w.s("{A} went to see {B.o}, but {B} was [busy|in a hurry].", "{A} met {B.o}. \"I have no time today,\" said {B}."); w.s("{C} was not at home.", "{C} only [nodded|waved] and hurried on."); w.s('"They have all forgotten me," thought {A}.', '"Nobody remembers," said {A}.'); sad(w, "A"); w.par()
    w.s(later(w) + " {A} went {p.to} to be alone.", "Slowly {A} walked {p.to}."); w.s("There was [a strange giggle|a whisper] behind the bushes.", "Something was moving there."); w.s('"Surprise!" cried {B.n} and {C.n}, and jumped out.', 'Suddenly {B.n} and {C.n} [jumped|came] out. "Happy birthday!" cried they.'); w.s("There was {o.a} with a candle on top.", "On a blanket stood {o.a}, big enough for all."); w.s("{B} gave {A.o} {q.a}.", "And there was a present too: {q.a}."); glad(w, "A"); w.s('"We have been baking all day," said {C}.', '"We wanted to surprise you," said {B}.'); 
    if w.opt(0.7):
        w.s("{A} " + use(w, "A", "q") + ", and everybody [cheered|clapped].")
    fact(w, "What present did {A.n} get?", "{A.n} got {q.an}."); ending(w, "A", w.rng.choice(["B", "C"]))


def trick(w):
    """A greedy trick goes wrong."""
    A = w.animal("A", ("paw", "bird", "hoof"), 2); B = w.someone("B"); o = w.thing("o", ("food",)); w.place("p"); A.adj = w.rng.choice(["greedy", "clever", "hungry"])
    w.gist = "plays a trick to get {o.an}"; begin(w, "{T}{A} smelled {o.a}.", "{T}{A} saw {o.a} on the windowsill of {B.o}.", "{T}{A} was hungry and saw that {B} had {o.a}."); w.s("It belonged to {B.n}, who [had made it with care|was sitting beside it].", "{A.his} mouth began to water."); w.s('"I want it all for myself," thought {A}.', "{A} thought of a trick."); w.s('"{B.n}, quick! [There is a fire|A pig is in your garden|Somebody is calling you] {p.at}!" cried {A}.', '"{B.n}, did you hear? They are giving away gold {p.at}!" cried {A}.'); w.s("{B} ran {p.to} at once."); w.par()
    w.s("Quickly {A} [took|grabbed] {o} and ate it all.", "{A} ate {o} so fast that {A.his} belly grew round."); w.s("But soon {A.his} belly [hurt|began to ache], and {A.he} could not move.", "Then {A} had a terrible stomach ache."); w.s("When {B} came back, {A} lay on the ground and groaned.", "{B} came home and saw the crumbs."); w.s('"It was a trick," said {A}. "I am sorry."', '"I lied to you," said {A}, and was very ashamed.'); w.s('"I would have given you a piece," said {B}. "You only had to ask."', '"Next time, just ask," said {B}, and made some mint tea.'); w.par(); w.s("When {A} was well again, {A.he} [brought {B.o} a basket of berries|worked in {B.s} garden for a whole week].", "The next day {A} came back and helped to make a new one."); w.s("They shared it, and it tasted better than the stolen one.", "And {A} never [lied|played that trick] again."); fact(w, "What did {A.n} take?", "{A.n} took {o.an} that belonged to {B.n}."); ending(w, "A", "B")


def message(w):
    """A message must be carried a long way."""
    A = w.someone("A"); B = w.someone("B"); C = w.someone("C"); w.place("p", ("water",)); w.place("q", ("wild", "field")); w.place("r", ("village", "farm", "road")); o = w.thing("o", noun="letter")
    w.gist = "carries a letter to " + "{C.n}"; begin(w, "{T}{A} was asked to carry a letter.", "{T}{A} got a letter from {B.o}.", "{T}{A} met {B.o}, who was holding a letter.") ; o.known = True; w.s('"Please take this to {C.n} {r.at}," said {B}. "It is [important|urgent]."', '"{C.n} must have it before night," said {B}.'); w.s('"I will not lose it," said {A}.', "{A} put the letter in a safe place and set out."); w.par()
    w.s("First the way went past {p}.", "{A} came {p.to}."); sight(w); w.s("The water was high, and {A} had to [jump from stone to stone|find another way].", "{A} nearly dropped the letter, but caught it just in time."); 
    if w.opt(0.8):
        w.s("Then {A} crossed {q}.", "After that came {q}."); w.animal("S"); w.s("{S} called out, \"Stay and play with me!\"", "There sat {S.o}. \"Rest a little,\" said {S}."); w.s('"I would like to," said {A}, "But I have promised."'.replace(', "But', '. "But'), "But {A} did not stop."); 
    if w.opt(0.5):
        weather_change(w); w.s("{A} kept the letter dry.", "Still {A} went on.")
    w.par(); w.s("At last {A} stood {r.at}.", later(w) + " {A} reached {r}."); w.s("{C} opened the letter and read it aloud.", "{C} was there and took the letter with trembling hands." if w.v["C"].person else "{C} was there and opened the letter at once."); w.s('"[Your sister is coming home|You are invited to the feast|The harvest was good, come and share it|I miss you, please visit me]," it said.', 'It said: "[Come to the dance on Sunday|The baby is born|I forgive you, come back]."'); glad(w, "C"); w.s('"You have brought me good news," said {C}. "[Stay for supper|Sit down and rest]."', "{C} laughed and cried at the same time."); fact(w, "Who got the letter?", "{C.n} the {C.kind} got the letter."); fact(w, "Who wrote the letter?", "{B.n} the {B.kind} wrote it."); ending(w, "A", "C")


def locked_box(w):
    """A box without a key."""
    A = w.someone("A", min_size=2); B = w.someone("B"); w.place("p", ("wild", "garden", "field", "farm")); w.place("q"); C = w.someone("C"); o = w.thing("o", noun="box"); k = w.thing("k", noun="key"); x = w.thing("x", ("keep",), None, w.rng.choice(["flute", "ring", "bell", "shell", "letter", "map", "button", "marble", "doll", "coin", "ribbon", "feather"]))
    o.adj = w.rng.choice(["small wooden", "old blue", "little iron", "old wooden"]); w.gist = "finds a locked box"; begin(w, "{T}{A} found {o.a} {p.at}.", "{T}{A} was digging {p.at} and hit something hard. It was {o.a}."); w.s("It was locked.", "{A} shook it, and something rattled inside.", "The lid would not open."); w.s('"If only I had the key," said {A}.', '"What can be inside?" asked {A}.'); w.par(); meet(w, "A", "B"); w.s('"I have seen a key like that {q.at}," said {B}.', '"Keys like to hide {q.at}," said {B}. "[I have seen one there|Go and look]."'); go(w, "A", "q", True); hide = w.rng.choice(lx.HIDES); w.s("{A} searched until {A.he} found {k.a} " + hide + ".", "And really, " + hide + " lay {k.a}."); w.s("The key turned with a click.", "It was rusty, but it fitted the lock."); w.par(); w.s("In the box lay {x.a}.", "What was inside? {x.a}!"); w.s('"That was mine when I was young," said {C}, who had come closer. "I lost the key long ago."', "Under it was a note: \"For the one who does not give up.\""); w.s("{A} " + use(w, "A", "x") + ".", "{A} kept it [all {A.his} life|in a safe place]."); glad(w, "A"); fact(w, "What was in the box?", "In the box was {x.an}."); fact(w, "Where was the key?", "The key was " + hide + " {q.at}."); ending(w, "A", "B")


def baking(w):
    """Something is baked, but one ingredient is missing."""
    A = w.someone("A", groups=("paw", "bird")); B = w.someone("B"); o = w.thing("o", noun=w.rng.choice(["pie", "cake", "loaf of bread", "bun"])); miss, where = w.rng.choice([("flour", "mill"), ("eggs", "hen house"), ("honey", "beehives"), ("apples", "orchard"), ("blackberries", "hedge"), ("butter", "market"), ("milk", "pasture"), ("salt", "inn"), ("cherries", "garden"), ("nuts", "forest")])
    w.v["p"] = [x for x in w_places() if x.name == where][0]; w.v["m"] = miss; w.gist = "bakes {o.an}"; begin(w, "{T}{A} wanted to bake {o.a}.", "{T}{A} was baking {o.a}.", "{T}{A} put on an apron, for {A.he} wanted to bake {o.a}."); w.s("But {A} had no {m} left.", "{A} opened the cupboard. There was everything but {m}."); w.s('"No {m}, no {o.n}," said {A}.', '"Where do I get {m}?" asked {A}.'); w.par(); go(w, "A", "p"); meet(w, "A", "B"); w.s('"Do you have some {m} for me?" asked {A}.', '"I need {m}," said {A}. "[Can you help me|I want to bake {o.an}]."'.replace("Can you help me|", "")); w.s('"I will give you {m}, if I may [lick the spoon|have a piece]," said {B}.', '"[Take as much as you need|Of course], but [hold the gate for me|help me carry the water] first," said {B}.', '"Here you are," said {B}. "May I come with you?"'); w.s('"Gladly," said {A}.', "So it was agreed."); w.par(); w.s("At home they stirred the dough and lit the oven.", "{A} mixed and stirred, and {B} [kept the fire going|watched the oven]."); 
    if w.opt(0.6):
        w.s("Flour flew everywhere, and soon both of them were white.", "{B} forgot the time, and it nearly burned.", '"Is it ready?" asked {B} every minute. "Not yet," said {A}.')
    w.s("Soon the whole house smelled wonderful.", "At last {o} came out of the oven, golden and hot."); w.s("They sat down and ate it to the last crumb.", "{B} got the first piece and closed {B.his} eyes.", "They invited all the neighbors, and not a crumb was left."); fact(w, "What was missing?", miss.capitalize() + " was missing." if not miss.endswith("s") else miss.capitalize() + " were missing."); fact(w, "Who gave {A.n} the {m}?", "{B.n} the {B.kind} did."); ending(w, "A", "B")


def newcomer(w):
    """A stranger becomes a neighbor."""
    A = w.someone("A"); B = w.someone("B"); w.place("p"); o = w.thing("o", (w.rng.choice(["food", "music", "toy"]),), A); w.gist = "meets a new neighbor"; begin(w, "{T}{A} saw that somebody had moved in {p.at}.", "{T}{A} met a stranger {p.at}.", "{T}{A} got a new neighbor."); w.s("It was {B.o}, who spoke to nobody.", "The new neighbor was {B.o}."); w.s('"{B.n} is [strange|proud]," said the others.', "Everybody whispered, but nobody went there."); w.s('"Perhaps {B.n} is only shy," thought {A}.', "But {A} was curious."); w.par(); w.s("So {A} took {o.a} and knocked at the door.", "The next day {A} went there with {o.a}."); w.s('"Welcome," said {A}. "I am {A.n}. This is for you."', '"Good day," said {A}. "I live next door. Do you like this {o.n}?"'); w.s("At first {B} said nothing.", "{B} opened the door only a little."); w.s('"Nobody has been so kind to me here," said {B}. "[Please come in|I was afraid you would not like me]."', '"[I did not know anybody|I was so lonely]," said {B}, and smiled for the first time.'); w.par(); w.s("They [drank tea|sat in the sun] and talked [until dark|for hours].", "Inside there were pictures of faraway places, and {B} told a story about each."); w.s("Soon the others came too, one after another.", "After a while everybody loved {B.o}."); fact(w, "Who was the new neighbor?", "The new neighbor was {B.n} the {B.kind}."); fact(w, "What did {A.n} bring?", "{A.n} brought {o.an}."); ending(w, "A", "B")


def snow_day(w):
    """Fun and a small danger on a snowy day."""
    A = w.someone("A", 0.6); B = w.someone("B"); w.season = "winter"; w.weather = "snowy"; w.time = 0; w.v["p"] = [x for x in w_places() if x.name == w.rng.choice(["hill", "pond", "meadow", "lake"])] or [w.place("p", ("field",))]; w.v["p"] = w.v["p"][0]; o = w.thing("o", noun=w.rng.choice(["sled", "scarf", "hat", "mitten", "carrot", "bucket"]))
    w.gist = "plays in the snow"; begin(w, "{T}{A} ran out into the snow.", "{T}{A} looked out. The first snow had fallen!", "{T}{A} went {p.to} with {o.a}."); w.s("Every step made a soft crunch.", "{A} caught a flake on {A.his} nose.", "The whole world was white and quiet."); w.s("{B} was already there.", "{A} called {B.o}, and {B} came at once."); 
    if o.noun == "sled":
        w.s("They sat down on {o} and flew down the slope, faster and faster."); w.s("At the bottom they rolled over and over in the snow.", '"Again!" cried {B}.')
    else:
        w.s("They rolled a big ball, and a smaller one, and built a snowman.", "Together they built a snowman as tall as a door."); w.s("{A} gave it {o}, and it looked very fine.".replace("{o}", "{o.a}") if not o.known else "{A} gave it {o}, and it looked very fine.")
    w.par(); w.s("[Suddenly|Then] {B} stepped on thin ice, and it cracked.", "Then the wind grew strong, and they could not see the path.", "Then {B} sank into a deep drift and was gone up to the ears."); w.s('"Hold on!" cried {A}.', '"Do not move," called {A}. "I am coming."'); w.s("{A} lay down flat and reached out [a long branch|a pole].", "Carefully, {A} pulled {B.o} out."); w.s("{B} was cold and wet, but safe.", "Both of them trembled, but nobody was hurt."); w.par(); w.s("At home they drank hot milk and [dried their feet by the stove|looked at the flakes behind the window].", "A hot bowl of soup made them warm again."); fact(w, "Who was in danger?", "{B.n} the {B.kind} was in danger, and {A.n} helped."); ending(w, "A", "B")


def music(w):
    """Music changes somebody's mood."""
    A = w.someone("A"); o = w.thing("o", ("music",), A); B = w.someone("B"); w.place("p"); w.v["B"].adj = "grumpy" if not B.person else B.adj; w.gist = "plays {o.an}"; begin(w, "{T}{A} sat {p.at} with {A.his} {o.b}.", "{T}{A} took out {A.his} {o.b} and began to play {p.at}.", "{T}{A} played {A.his} {o.b} {p.at}."); w.s("The notes floated over {p}.", "It was a [merry|slow|soft] tune."); w.s('"Stop that noise!" cried {B}.', "{B} put {B.his} head out and grumbled."); w.s('"I did not want to disturb you," said {A}, and stopped.', "{A} stopped at once and was ashamed."); w.par(); w.s("But then it was so still that {B} could not sleep either.", "When evening came, {B} sat there, and the silence was heavy."); w.s('"I was unkind," thought {B}. "I am only sad."', "{B} remembered an old song from long ago."); w.s("So {B} went to look for {A.o}.", "At last {B} came to {A.o}."); w.s('"Please play again," said {B}. "[Do you know the song of the river|My mother used to sing that tune]."'.replace("Do you know the song of the river|", "")); w.s("{A} " + use(w, "A", "o") + ", and {B} [hummed along|closed {B.his} eyes|began to dance]."); w.s("Soon [the whole village|everybody around] was listening.", "The birds grew quiet, and the stars came out."); fact(w, "What did {A.n} play?", "{A.n} played {o.an}."); ending(w, "A", "B")


def egg(w):
    """An egg is found and kept warm."""
    A = w.someone("A"); B = w.someone("B"); w.place("p", ("wild", "water", "field", "farm")); o = w.thing("o", noun="egg"); C = w.animal("C", ("bird",)); w.season = "spring"; w.gist = "finds an egg"; w.weather = w.rng.choice(lx.SEASONS["spring"]); begin(w, "{T}{A} found {o.a} {p.at}.", "{T}{A} saw {o.a} in the grass. It was still warm."); w.s('"You must not get cold," said {A}.', "There was no nest and no mother far and wide."); w.s("{A} wrapped it in [wool|moss|a warm cloth] and carried it home.", "Carefully, {A} carried it home."); w.s('"What will you do with it?" asked {B}. "I will keep it warm," said {A}.', '"Make soup of it," said {B}. "Never!" cried {A}.'); w.par(); w.s("Day and night {A} [sat beside it|kept it warm].", "{A} did not sleep much, for the egg must not grow cold."); w.s("On the [third|fifth|ninth] day there was a tiny crack.", "Then, one morning, something was tapping inside."); w.s("Out came a small wet chick and looked around.", "The shell broke, and a little chick looked at {A.o}."); w.s('"Peep," it said.', "It was the smallest thing {A} had ever seen."); w.par(); w.s("One day {C} flew over the roof and cried.", "Later {C} came by, looking for her lost egg." if w.v["C"].female else "Later {C} came by, looking for the lost egg."); w.s('"My child!" cried {C}.', "The chick ran to {C.o} as fast as it could."); w.s('"You kept my little one warm," said {C}. "[Thank you, {A.n}|You may visit us every day]."'); fact(w, "Whose egg was it?", "It was the egg of {C.n} the {C.kind}."); ending(w, "A", "C")


def wishing(w):
    """Someone wants to be different and learns to like himself or herself."""
    A = w.animal("A"); B = w.animal("B"); w.place("p", ("water", "field", "garden")); want = {"bird": "sing like the nightingale", "paw": "fly like the birds", "hoof": "be small and quick", "hop": "have soft fur", "slow": "run like the wind"}[A.group]; w.v["k"] = want; w.gist = "wishes to " + want; begin(w, "{T}{A} sat {p.at} and was not happy with {A.self}.", "{T}{A} looked into the water and sighed.", "{T}{A} wished to {k}."); w.s('"I wish I could {k}," said {A}.', '"Why can I not {k}?" asked {A}.'); w.s("{A} tried and tried, but [only fell into the mud|nothing happened|everybody laughed]."); sad(w, "A"); w.par(); w.s("Then a cry was heard. {B} was in danger!", "Suddenly {B} called for help."); gift_ = {"bird": ("{B} had lost the way in the fog", "{A} flew up high, saw the path and led {B.o} home"), "paw": ("{B} was locked in behind an old fence", "{A} dug a tunnel under the boards, and {B} was free"), "hoof": ("{B} was stuck in the deep mud", "{A} was strong and pulled {B.o} out with one pull"), "hop": ("{B} had dropped a key into the water", "{A} dived down and brought the key up again"), "slow": ("{B} had lost a tiny ring in the grass", "{A} went slowly, looked at every blade of grass, and found it")}[A.group]; w.s(gift_[0] + "."); w.s("Nobody knew what to do. But " + gift_[1] + ".", gift_[1] + "."); thank(w, "B", "A"); w.par(0.5); w.s('"Nobody else could have done that," said {B}.', '"It is good that you are just as you are," said {B}.'); w.s("{A} looked into the water again, and this time {A.he} smiled.", "That evening {A} did not wish for anything."); fact(w, "Who was in danger?", "{B.n} the {B.kind} was in danger."); ending(w, "A", "B")


def trade(w):
    """A chain of trades leads to the wished-for thing."""
    A = w.someone("A", min_size=2); o = w.thing("o", ("keep",), A); w.place("p"); B = w.someone("B"); C = w.someone("C"); w.place("q"); t1 = w.thing("t", ("food",), A); t2 = w.thing("u", ("keep",), A); t1.known = False; w.gist = "wants {o.an}"
    begin(w, "{T}{A} wanted {o.a} more than anything.", "{T}{A} saw that {B} had {o.a}.", "{T}{A} dreamed of {o.a}."); w.s("{A} had no money, only {t.a}.", "But all {A} had was {t.a}."); w.s('"I will trade you {o} for {u.an}," said {B}. "[My old one is broken|I need one badly]."'.replace("{o}", "my {o.n}"), '"Bring me {u.an}, and {o} is yours," said {B}.'.replace("{o}", "my {o.n}")); w.par(); w.s("Where was {u.an} to be found? {A} went {q.to}.", "So {A} went {q.to} to look for one."); meet(w, "A", "C"); w.s("{C} was hungry and had {u.a}.", '"I have {u.an}," said {C}. "But I am so hungry."'); w.s('"Take my {t.n}," said {A}. "Will you give me your {u.n} for it?"', '"[Let us trade|I have {t.an}]," said {A}.'); w.s('"Gladly!" cried {C}.', "{C} agreed at once and began to eat."); w.par(); w.s("Then {A} ran back to {B.o} and gave {B.him} {u}.", "With {u}, {A} hurried back to {B.o}."); w.s("And so {A} got {o} at last.", "{B} was pleased and handed over {o}." if w.v["B"].person else "{B} was pleased and gave {A.o} {o}."); glad(w, "A"); w.s("{A} " + use(w, "A", "o") + "."); w.s("Everybody had what was needed, and nobody had paid a penny.", "It had been a good day for all three."); fact(w, "What did {A.n} want?", "{A.n} wanted {o.an}."); fact(w, "What did {C.n} get?", "{C.n} got {t.an}."); ending(w, "A", "C" if w.rng.random() < .4 else None)


PLOTS = [lost_thing, found_owner, gift, stuck, storm, way_home, quarrel, winter_food, planting, race, dark, sick_friend, strange_noise,
         build, market_day, learn, birthday, trick, message, locked_box, baking, newcomer, snow_day, music, egg, wishing, trade]
WEIGHTS = [3, 3, 2] + [1] * (len(PLOTS) - 3)
