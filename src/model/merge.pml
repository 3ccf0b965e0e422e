/*
 * A merged context: MergedNode, EndLink, and what CancelNode.attach, Propagation and Helping do with them.
 *
 * The node is the child of context 0, and its EndLink hangs below context 1. Each step that reads or writes shared
 * memory is one transition, so a thread may stall between any two steps.
 *
 *   FIRST, SECOND, BOTH  at most so many calls of cancel() on context 0, on context 1, and on a context above both
 *   -DOWN                the node is cancelled too
 *   -DLATE               the node is made meanwhile, and has nothing below it; otherwise it hangs below both contexts
 *                        from the beginning, and has below it a child and an action
 *
 *   MM1  when a cancel() has returned, and before it runs the first action, the node and what is below it are marked,
 *        if the node was attached before (M1, C3)
 *   MM2  the node ends once, and with the cause of an end that came (M2)
 *   MM3  the action of the node runs once (M3, E1)
 *   MM4  once the node has ended and all calls have returned, no context that lives on has the node or its link, the
 *        link is spent, and the node holds nothing
 *
 * Broken variants:
 *   -DMARK_BY_STORE   a store ends a node that was read live (L1)
 *   -DAS_ACTION       a propagation does not mark a node through its link, and ends it when it notifies (M1)
 *   -DNO_LINK_HELP    a helper does not mark a node through its link (M1)
 *   -DTHROUGH_IS_OWN  a verdict that was made through a link does not refer to it (M2)
 *   -DTHROUGH_IS_ABOVE  such a verdict looks as one from above (M2)
 *   -DANY_LINK        a propagation takes each verdict that was made through a link or from above for its own (M2)
 *   -DSPENT_WHEN_MARKED  the link is spent as soon as the node is marked through it (M3)
 *   -DLEFT_AT_PARENT  a node that ended through a link stays below its parent
 *   -DNO_LOOK_AFTER   with LATE: the thread that attaches a link does not look whether the node has ended before
 *   -DNO_RELEASE      with LATE: the thread that lets go of the link, so that nobody notifies the node through it, does
 *                     not release the node
 *   -DLATE_IS_NOT_NOTIFIED  with LATE: a node that a helper has marked as its link was attached is left to the
 *                     propagation, which may never meet it
 */
#ifndef FIRST
#define FIRST 1
#endif
#ifndef SECOND
#define SECOND 1
#endif
#ifndef BOTH
#define BOTH 0
#endif

/* CancelNode.state of a context: LIVE, ENDING while the verdict refers to what hangs below, BARE. */
/* CancelNode.state of the node: LIVE, BARE, OWN; ABOVE and THROUGH as Verdict.isFromAbove and isThrough say. */
#define LIVE 0
#define BARE 1
#define ENDING 2
#define OWN_END 3
#define ABOVE 4
#define THROUGH 5

/* Who ends the node: one of the contexts, or its own cancel(). */
#define NODE 2
#define NOBODY 9

byte word[2];           /* LIVE */
bit hangs[2];           /* a slot of the context: the node, the link */
byte node;              /* LIVE */
bit held;               /* Verdict.below of the node */
bit spent;              /* EndLink.state */
byte owner = NOBODY;    /* MergedNode.owner */
bit marked;             /* the child of the node */
bit ran, attached;      /* ghosts: the action of the node; the node hangs below both contexts */
byte ends;              /* how often the node has ended */
byte running;

#if defined(THROUGH_IS_OWN)
#define VERDICT(p) (p == 0 -> ABOVE : OWN_END)
#elif defined(THROUGH_IS_ABOVE)
#define VERDICT(p) ABOVE
#else
#define VERDICT(p) (p == 0 -> ABOVE : THROUGH)
#endif

/* The verdict of an end that has no need to say from where it comes, because nothing hangs below the node. */
#ifdef LATE
#define HAS_BELOW 0
#define MARK(p) BARE
#define OWN_MARK BARE
#else
#define HAS_BELOW 1
#define MARK(p) VERDICT(p)
#define OWN_MARK OWN_END
#endif

#ifdef ANY_LINK
#define IS_MINE(p) (seen == ABOVE || seen == THROUGH)
#else
#define IS_MINE(p) (seen == (p == 0 -> ABOVE : THROUGH))
#endif

/* Link.casState of the node; MM2 */
inline casNode(by, verdict, keeps) {
#ifdef MARK_BY_STORE
    ok = (node == LIVE);
    d_step { if :: ok -> node = verdict; held = keeps; ends++ :: else fi };
#else
    d_step { if :: node == LIVE -> node = verdict; held = keeps; ok = 1; ends++ :: else -> ok = 0 fi };
#endif
    d_step { assert(ends == 1); assert(!ok || by == NODE || word[by] != LIVE) }
}

/* EndLink.letGo */
inline letGo() {
    if
    :: !spent ->
        d_step { if :: !spent -> spent = 1; ok = 1 :: else -> ok = 0 fi };
        if :: ok -> hangs[1] = 0 :: else fi
    :: else
    fi
}

/* CancelNode.release */
inline release() {
    letGo();
    hangs[0] = 0
}

/* CancelNode.finish */
inline finish() {
    if :: held -> held = 0 :: else fi;
    node = BARE
}

/* EndLink.notifyEnd, MergedNode.notifyEndThrough */
inline notifyThrough() {
    if
    :: !spent ->
        finish();
#ifndef LEFT_AT_PARENT
        hangs[0] = 0;
#endif
        spent = 1
    :: else
    fi
}

/* CancelNode.notifyEnd */
inline notifyChild() {
    if :: node == ABOVE -> finish() :: else fi;
    letGo()
}

/* Helping.visit, CancelNode.markHelping */
inline help(p) {
    if
#ifdef NO_LINK_HELP
    :: hangs[p] && p == 0 ->
#else
    :: hangs[p] && (p == 0 || !spent) ->
#endif
        if
        :: node == LIVE ->
            casNode(p, VERDICT(p), HAS_BELOW);
            if :: ok && p == 1 -> spendWhenMarked() :: else fi
        :: else
        fi;
        if :: held -> marked = 1 :: else fi
    :: else
    fi
}

inline spendWhenMarked() {
#ifdef SPENT_WHEN_MARKED
    spent = 1
#else
    skip
#endif
}

/* Propagation.belongsHere, mark, join and help */
inline mark(p) {
    if :: p == 1 -> ok = !spent :: else -> ok = 1 fi;
    if
    :: !ok -> work[p] = 0
    :: else ->
        ok = 0;
        if
        :: node == LIVE ->
            casNode(p, MARK(p), HAS_BELOW);
            if :: ok && p == 1 -> spendWhenMarked() :: else fi
        :: else
        fi;
        if
        :: ok -> owner = _pid; collected = HAS_BELOW
        :: else ->
            seen = node;
            if
            :: IS_MINE(p) -> owner = _pid; if :: held -> collected = 1 :: else fi
            :: else -> work[p] = 0; if :: owner != _pid && held -> marked = 1 :: else fi
            fi;
            seen = 0
        fi
    fi;
    ok = 0
}

#define IS_MARKED (node != LIVE && (!HAS_BELOW || marked))

/* CancelNode.end of context 0, of context 1, or of a context above both: a bit for each in below */
proctype Cancel(byte below) {
    byte p, seen; bit ok, collected, due;
    bit mine[2], work[2];
    due = attached;
    p = 0;
    do
    :: p == 2 -> break
    :: else ->
        if
        :: below & (1 << p) ->
            d_step { if :: word[p] == LIVE -> word[p] = ENDING; mine[p] = 1; due = due | attached :: else fi };
            if :: !mine[p] && word[p] == ENDING -> help(p) :: else fi
        :: else
        fi;
        ok = 0; p++
    od;
    p = 0;
    do
    :: p == 2 -> break
    :: else -> if :: mine[p] -> work[p] = hangs[p] :: else fi; p++
    od;
    p = 0;
    do
    :: p == 2 -> break
    :: else ->
#ifdef AS_ACTION
        if :: work[p] && p == 0 -> mark(p) :: else fi;
#else
        if :: work[p] -> mark(p) :: else fi;
#endif
        p++
    od;
    if :: collected -> marked = 1 :: else fi;
    assert(!due || IS_MARKED); /* MM1 */
    p = 0;
    do
    :: p == 2 -> break
    :: else -> if :: mine[p] -> word[p] = BARE :: else fi; p++
    od;
    p = 0;
    do
    :: p == 2 -> break
    :: else ->
        if
        :: work[p] && p == 0 -> notifyChild()
        :: work[p] && p == 1 -> notifyThrough()
        :: else
        fi;
        ok = 0; p++
    od;
    if :: collected -> d_step { assert(!ran && IS_MARKED); ran = 1 } /* MM3, MM1 */ :: else fi;
    running--
}

/* CancelNode.end of the node, with Propagation.end or CancelNode.endLeaf */
proctype CancelNode() {
    bit ok;
    if :: HAS_BELOW || attached -> skip fi; /* once a user has the node */
    casNode(NODE, OWN_MARK, HAS_BELOW);
    if
    :: ok ->
        if :: HAS_BELOW -> marked = 1; finish() :: else fi;
        release();
        if :: HAS_BELOW -> d_step { assert(!ran && IS_MARKED); ran = 1 } :: else fi
    :: else -> if :: held -> marked = 1 :: else fi
    fi;
    ok = 0;
    running--
}

/* MergedNode.create, with CancelNode.attach and EndLink.attach */
proctype Derive() {
    bit ok; byte seen;
    hangs[0] = 1;
    if
    :: word[0] != LIVE -> /* C1 */
        casNode(0, BARE, 0);
        if :: ok -> release() :: else -> if :: node == ABOVE -> letGo() :: else fi fi
    :: else
    fi;
    if :: node != LIVE -> goto returned :: else fi;
    hangs[1] = 1;
    if
    :: word[1] != LIVE -> /* C1 */
        casNode(1, BARE, 0);
        if
        :: ok -> release()
        :: else ->
#ifndef LATE_IS_NOT_NOTIFIED
            if :: node == THROUGH -> notifyThrough() :: else fi
#else
            skip
#endif
        fi
    :: else
    fi;
#ifndef NO_LOOK_AFTER
    seen = node;
    if
    :: seen != LIVE && seen != THROUGH ->
        letGo();
        hangs[1] = 0;
#ifndef NO_RELEASE
        if :: seen == BARE -> release() :: else fi
#endif
    :: else
    fi;
#endif
returned:
    ok = 0; seen = 0;
    attached = 1;
    running--
}

init {
    byte i;
    atomic {
#ifdef LATE
        running++; run Derive();
#else
        hangs[0] = 1; hangs[1] = 1; attached = 1;
#endif
#ifdef OWN
        running++; run CancelNode();
#endif
        do
        :: i <= FIRST -> break
        :: i < FIRST -> running++; run Cancel(1); i++
        od;
        i = 0;
        do
        :: i <= SECOND -> break
        :: i < SECOND -> running++; run Cancel(2); i++
        od;
        i = 0;
        do
        :: i <= BOTH -> break
        :: i < BOTH -> running++; run Cancel(3); i++
        od;
        i = 0
    }
    running == 0;
    d_step {
        if
        :: node == LIVE -> assert(word[0] == LIVE && word[1] == LIVE)
        :: else ->
            assert(spent && !held); /* MM4 */
            assert(word[0] != LIVE || !hangs[0]);
            assert(word[1] != LIVE || !hangs[1]);
            assert(!HAS_BELOW || (node == BARE && marked && ran)) /* MM3 */
        fi
    }
}
