"""What is typed in each trace."""

from typist import BACKSPACE, DOWN, ESC, LEFT, RIGHT, TAB, UP, Typist, ctrl


def shell(t):
    t.type("ls").enter()
    t.type("cd proj").key(TAB).think(0.3).type("orch").key(TAB).think(0.3).enter()
    t.type("ls -a src").enter()
    t.type("cat READEM").mend(2, "ME.md").enter()
    t.type("grep -n apple trees.csv").enter()
    # A slip at the start of the line, seen at its end.
    t.type("grpe -c plum trees.csv").think(0.4).key(ctrl("a")).key(RIGHT, 4).key(BACKSPACE, 2).type("ep").enter()
    # The line before, with another word in its middle.
    t.key(UP).think(0.3).key(LEFT, 10).key(BACKSPACE, 4).type("pear").key(ctrl("e")).type(" | cat").enter()
    t.key(ctrl("r")).type("READ").think(0.4).enter()
    t.key(ctrl("l")).think(0.4)
    t.type("for kind in apple pear plum; do echo \"$kind: $(grep -c $kind tree.csv").mend(4, "s.csv)\"; done").enter(1.0)
    t.type("sort -t, -k3 -n trees.csv | tial").mend(3, "ail -n 3").enter()
    t.type("wc -l src/*.c").enter()
    t.type("mkdir -p backup && cp src/ma").key(TAB).type("backup/").enter()
    # Longer than the screen is wide.
    t.type("echo \"The orchard has seven trees, and its harvest begins in the secnod").mend(3, "ond week of September\" > harvest.txt").enter()
    t.type("cat har").key(TAB).enter()
    t.key(UP, 3).think(0.3).key(DOWN).think(0.3).key(DOWN).type(" | wc -w").enter()
    # Left into a word, a letter put in, and on.
    t.type("echo \"grüße ad\" all").think(0.3).hold(LEFT, 7).key(RIGHT).type("n").key(ctrl("e")).enter()
    t.type("ls src bakcup").mend(4, "ckup").enter()
    t.type("rm -r backup harvest.txt").enter()
    t.type("history | tail -n 4").enter()
    t.type("cd").enter()
    t.type("cat todo.txt").enter()
    t.type("exit").enter()


def vim_insert(t):
    t.think(0.6).key("i").type("Dear Anna,").enter(0.4).enter(0.4)
    t.type("thank you for the two boxes of appels").mend(3, "les, which came on Tuesday. We have made most of them into juice and put the rest under the roof.").enter()
    t.enter(0.3)
    t.type("The weather has been kind").think(0.6).type(": three dry weeks, then rian").mend(3, "ain at the right time.")
    t.key(ESC).think(0.5)
    # Motions, then back into a line.
    t.key("k").key("k").key("0").key("w", 4).think(0.3).key("i").type("very kindly ").key(ESC).think(0.4)
    t.key("b").key("x").type("u").think(0.3)
    t.key("G").key("A").type(" The plums wil").mend(1, "ll be ripe before the end of August.").key(ESC)
    t.key("o").enter(0.3).type("- ladders: 3").enter(0.2).type("- baskets: 12").enter(0.2).type("- helpers: 5").key(ESC).think(0.5)
    t.key("k").key("k").key("$").key("a").type(" (one is brok").mend(2, "oken)").key(LEFT, 7).type("quite ").key(ESC).think(0.4)
    t.type(":set tw=60").enter(0.4)
    t.key("G").key("o").enter(0.3)
    t.type("Come when you like; the key is under the third pot, as it always was, and there is a bed made up for yuo").mend(2, "ou and another for Jürgen.").enter(0.3)
    t.enter(0.3).type("Yours,").enter(0.2).type("Ben").key(ESC).think(0.5)
    t.type(":w").enter(0.6)
    t.type("/Tues").enter(0.5)
    t.type("cw").type("Wednesday").key(ESC).think(0.5)
    t.type("gg").type("dd").think(0.3).type("u").think(0.4)
    t.key("A").key(BACKSPACE).type(" and Tom,").key(ESC)
    t.type(":wq").enter()


def password(t):
    t.type("ssh user@server").enter(0.9)
    t.type("correct hrose 7").enter(1.2)
    t.type("correct hx").mend(1, "orse 7").enter(1.0)
    t.type("cat todo.txt").enter()
    t.type("sudo ls projects/orchard").enter(0.9)
    t.type("battery staple 8").enter(1.2)
    t.type("battery staple 9").enter(0.9)
    t.type("echo done").enter()
    t.type("read -sp 'New PIN: ' pin").enter(0.6)
    t.type("471108").enter(0.6)
    t.type("ls documents").enter()
    t.type("exit").enter()


def less(t):
    t.think(1.0)
    for _ in range(4):
        t.key(" ").think(0.8)
    t.key("b").think(0.7)
    t.key("j", 5).think(0.4).key("k", 3).think(0.4).hold(DOWN, 12).think(0.6).key(UP, 2)
    t.type("/harvest").enter(0.8)
    t.key("n").think(0.6).key("n").think(0.6).key("N").think(0.5)
    t.type("/Chapetr").mend(3, "ter 2").enter(0.8)
    t.key("n").think(0.6)
    t.key("G").think(0.7).key("g").think(0.7)
    t.type("40g").think(0.6).key("d").think(0.6).key("u").think(0.6)
    t.type("?week 1 of").enter(0.8)
    t.type("&harvest").enter(0.8).type("&").enter(0.6)
    t.key(" ").think(0.6).key("q")


SAMPLE = (
    "name,kind,planted\nbramley,apple,1998\ncox,apple,2004\nconference,pear,2001\ncomice,pear,2011\n"
    "victoria,plum,2007\nopal,plum,2015\nmirabelle,plum,2019\nquince,quince,1987\nmedlar,medlar,2020\n")


def paste(t):
    t.type("cd projects/orchard").enter()
    # A command of one line, as from a page of documentation, short and then long.
    t.paste("grep -c apple trees.csv", bracketed=True).think(0.8).enter()
    t.paste("for file in src/*.c; do printf '%s: ' \"$file\"; wc -l < \"$file\"; done; echo \"that was all of them, ${USER}, in one go\"", bracketed=True)
    t.think(0.8).type(" | cat").enter()
    # Lines into a program that knows nothing of bracketed paste.
    t.type("cat > more.csv").enter(0.5)
    t.paste(SAMPLE * 3, bracketed=False).think(1.0)
    t.type("service,apple,2021").enter(0.4).key(ctrl("d")).think(0.5)
    t.type("wc -l more.csv").enter()
    t.type("grep ").paste("medlar", bracketed=True).think(0.5).type(" more.csv").enter()
    # Several lines into the shell, which shows them before it runs them.
    t.paste("echo one\necho two\necho three: a longer line, so that the paste has more than a hundred bytes in all, as most have", bracketed=True)
    t.think(0.8).enter()
    t.type("rm more.csv").enter()
    t.type("exit").enter()


# Each has its own seed, so that mending one leaves the others as they are.
TRACES = {"shell": (shell, 11), "vim-insert": (vim_insert, 12), "password": (password, 13), "less": (less, 14), "paste": (paste, 15)}


def typed(name):
    script, seed = TRACES[name]
    typist = Typist(seed)
    script(typist)
    return typist.keys
