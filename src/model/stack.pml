/*
 * The stack of the links of one context: CancelNode.push and unlink, LinkStack.remove and each, Propagation and
 * Helping.
 *
 * Links are numbered from 1. OLD of them hang below the context at first, the newest with the highest number. As many
 * of these as OLD_ENDS says end by themselves, from FIRST_END on. NEW more are pushed meanwhile, and NEW_ENDS of those end
 * by themselves. Each step that reads or writes shared memory is one transition, so a thread may stall between any two
 * steps.
 *
 *   -DEND      a Propagation ends the context meanwhile, and a Helping helps
 *   -DINFLATE  a thread makes a table meanwhile: the stack stays, and its newest link is in the table from then on
 *   -DEARLY    the links that are pushed are ended by the wheel, perhaps before they are pushed
 *
 * After each step:
 *   MK1  each live link is reachable from the newest link (K1)
 *   MK2  no reachable link has the home GONE (K4)
 *   MK3  no link is reachable whose unlinking has returned (K3)
 * When all calls have returned:
 *   MK4  no dead link is reachable (K3)
 *   MK5  each link that was unlinked has the home GONE (L3)
 * When a Propagation or a Helping returns:
 *   MK6  each child that hung below the context as it ended is dead, and what hangs below that child is marked (C3)
 *
 * Broken variants:
 *   -DNO_REREAD          an unlinking CAS writes the home that a link had before its death (K2)
 *   -DNO_RECHECK_LIVE    the neighbour is not read again after the CAS of its home (K3)
 *   -DNO_RETRY           a lost CAS does not make the walk start again
 *   -DHOME_BY_STORE      a store replaces the CAS of home
 *   -DLIVE_BEFORE_HOME   the state is read before the home, not after it
 *   -DGONE_TOO_EARLY     the home becomes GONE after any walk that has unlinked the link (K3)
 *   -DGONE_AS_OLDEST     a walk takes GONE for the end of the stack (K4)
 *   -DNEWEST_BEFORE_HOME an end that meets GONE reads the newest link again, then looks whether the one it had is gone, and
 *                        takes its verdict for a lent one (K5)
 *   -DENDED_IS_FINISHED  other threads unlink a link while its own end still marks what is below it, so that an end of
 *                        the context does not find it
 *   -DHELPED_IS_FINISHED other threads unlink a link after Helping has marked it for a Propagation that has not met it
 *                        yet
 *   -DFORGET_FIRST       a Propagation refers to nothing below while it marks, as it does without memory for a verdict
 *                        (N3)
 *   -DPLACE_FIRST        with EARLY: a link counts as attached before it is pushed
 *   -DNO_LOOK_AFTER      with EARLY: the thread that pushes a link does not look whether the link was ended before (D2)
 */
#ifndef OLD
#define OLD 3
#endif
#ifndef OLD_ENDS
#define OLD_ENDS OLD
#endif
#ifndef FIRST_END
#define FIRST_END 1
#endif
#ifndef NEW
#define NEW 0
#endif
#ifndef NEW_ENDS
#define NEW_ENDS NEW
#endif
#define LINKS (OLD + NEW)

/* Values of a word besides a link. */
#define NULL 0
#define GONE 15
#define TABLE 14
#define VERDICT 13

byte word = OLD;              /* CancelNode.state */
byte newestOfTable;           /* SlotTable.newestVolatile */
byte below;                   /* Verdict.belowVolatile */
byte home[LINKS + 1];         /* Link.home */
byte dead = 0;                /* Link.state is a verdict: a bit for each link */
byte placed = 0;              /* Link.place was written */
byte finished = 0;             /* that verdict is known to refer to nothing that may be live: bare, or with below null */
byte marked = 0;             /* the context below this link is marked; each child has one */
byte pushed = 0;              /* ghosts, a bit each: pushed */
byte over = 0;                /* its unlinking has returned */
byte due = 0;                 /* a child that hung below the context as it ended */
byte actions = 0;             /* an action, which no helper marks; everything that is pushed on the stack of a table */
byte fromAbove = 0;           /* ended by Propagation or Helping */
byte running;

#define BIT(l) (1 << (l))
#define IS(set, l) ((set) & BIT(l))
#define ADD(set, l) set = (set) | BIT(l)

/* Link.isFinished: whether other threads may unlink it. */
#ifdef ENDED_IS_FINISHED
#define IS_FINISHED(l) (IS(dead & ~fromAbove, l) != 0)
#else
#ifdef HELPED_IS_FINISHED
#define IS_FINISHED(l) (IS(finished | (dead & fromAbove), l) != 0)
#else
#define IS_FINISHED(l) (IS(finished, l) != 0)
#endif
#endif

hidden byte at_, count_, reached_;

#define NEWEST (word == VERDICT -> (below == TABLE -> newestOfTable : below) : (word == TABLE -> newestOfTable : word))

/* MK1, MK2, MK3 */
inline check() {
    at_ = NEWEST; count_ = 0; reached_ = 0;
    do
    :: at_ == NULL -> break
    :: at_ != NULL ->
        assert(at_ != GONE);
        assert(!IS(over, at_));
        assert(count_ < LINKS);
        ADD(reached_, at_); count_++;
        at_ = home[at_]
    od;
#ifdef FORGET_FIRST
    assert(word == VERDICT || (pushed & ~dead & ~reached_) == 0);
#else
    assert((pushed & ~dead & ~reached_) == 0);
#endif
    at_ = 0; count_ = 0; reached_ = 0
}

inline cas(where, seen, next) {
    d_step { if :: where == (seen) -> where = (next); ok = 1; check() :: else -> ok = 0 fi }
}

/* LinkStack.newest */
inline readNewest() {
    d_step { state = word; if :: state == VERDICT || state == TABLE -> at = NULL :: else -> at = state; state = NULL fi };
    if
    :: state == VERDICT -> at = below; if :: at == TABLE -> at = newestOfTable :: else fi
    :: state == TABLE -> at = newestOfTable
    :: else
    fi
}

/* LinkStack.casNewest */
inline casNewest(seen, next) {
    if
    :: state == VERDICT ->
        d_step { if :: below == seen -> below = next; ok = 1; check() :: below == TABLE -> ok = 2 :: else -> ok = 0 fi };
        if :: ok == 2 -> cas(newestOfTable, seen, next) :: else fi
    :: state == TABLE -> cas(newestOfTable, seen, next)
    :: else -> cas(word, seen, next)
    fi
}

inline gone(l) { d_step { home[l] = GONE; check() } }

/* LinkStack.unlink */
inline unlinkDead() {
    if
    :: live == NULL -> casNewest(at, next)
    :: else ->
#ifdef HOME_BY_STORE
        d_step { home[live] = next; ok = 1; check() };
#else
        cas(home[live], at, next);
#endif
#ifndef NO_RECHECK_LIVE
        if :: ok -> ok = !IS_FINISHED(live) :: else fi
#endif
    fi
}

/* LinkStack.remove, with its walk */
inline remove(l) {
    found = 0;
again:
    live = NULL;
    readNewest();
    do
    :: at == NULL -> break
    :: else ->
#ifdef LIVE_BEFORE_HOME
        isDead = IS_FINISHED(at);
        next = home[at];
#else
        next = home[at];
        isDead = IS_FINISHED(at);
#endif
        if
        :: isDead ->
#ifndef NO_REREAD
            next = home[at];
#endif
#ifdef GONE_AS_OLDEST
            if :: next == GONE -> next = NULL :: else fi;
#else
            if :: next == GONE -> goto again :: else fi;
#endif
            unlinkDead();
#ifdef GONE_TOO_EARLY
            if :: at == l && live != NULL -> found = 1; break :: else fi;
#endif
#ifndef NO_RETRY
            if :: !ok -> goto again :: else fi;
#endif
            if :: at == l -> found = 1; break :: else fi
        :: else ->
#ifdef GONE_AS_OLDEST
            if :: next == GONE -> next = NULL :: else fi;
#else
            if :: next == GONE -> goto again :: else fi;
#endif
            live = at
        fi;
        at = next
    od;
    skip;     d_step { at = 0; next = 0; live = 0; state = 0; ok = 0; isDead = 0 };
        if :: found || attached -> gone(l) :: else fi;
    found = 0
}

/* CancelNode.unlink */
inline unlink(l) {
    ok = (word == l);
    if
    :: ok ->
        d_step { next = home[l]; if :: next == GONE -> next = NULL :: else fi };
        cas(word, l, next)
    :: else
    fi;
    if
    :: ok -> d_step { ok = 0; next = 0 }; gone(l)
    :: else ->
        d_step { next = 0; attached = (IS(placed, l) != 0) };
        remove(l)
    fi;
    d_step { if :: home[l] == GONE -> ADD(over, l) :: else fi; attached = 0; check() }
}

/* A link, from its push to the return of its end. */
proctype Child(byte self; bit pushes; bit ends) {
    byte state, at, live, next, ok;
    bit isDead, found, attached;
    if
    :: pushes ->
#ifdef PLACE_FIRST
        ADD(placed, self);
#endif
        do
        :: state = word;
            if
            :: state == VERDICT -> ADD(dead, self); goto returned
            :: state == TABLE ->
                next = newestOfTable;
                d_step { home[self] = next; ADD(actions, self) };
                d_step { if :: newestOfTable == next -> newestOfTable = self; ADD(pushed, self); ok = 1; check() :: else -> ok = 0 fi }
            :: else ->
                home[self] = state;
                d_step { if :: word == state -> word = self; ADD(pushed, self); ok = 1; check() :: else -> ok = 0 fi }
            fi;
            if :: ok -> break :: else fi
        od;
        ok = 0; next = 0; ADD(placed, self);
        if
        :: state == TABLE -> state = word; if :: state == VERDICT -> state = 0; ADD(dead, self); ADD(finished, self); goto unlinks :: else fi /* C1 */
        :: else
        fi;
        state = 0;
#ifdef EARLY
#ifndef NO_LOOK_AFTER
        if :: IS(dead & ~fromAbove, self) -> goto unlinks :: else fi
#endif
#endif
    :: else
    fi;
    if
    :: ends -> d_step { if :: !IS(dead, self) -> ADD(dead, self); ok = 1 :: else fi }; if :: ok -> ok = 0 :: else -> goto returned fi
    :: else -> goto returned
    fi;
    if
    :: !IS(actions, self) -> ADD(marked, self); ADD(finished, self)
    :: else -> ADD(finished, self)
    fi;
unlinks:
    unlink(self);
returned:
    running--
}

/* The wheel ends a link at its deadline. */
proctype Wheel(byte self) {
    byte state, at, live, next, ok;
    bit isDead, found, attached;
    d_step { if :: !IS(dead, self) -> ADD(dead, self); ok = 1 :: else fi };
    if :: ok -> ok = 0; ADD(marked, self); ADD(finished, self); unlink(self) :: else fi;
    running--
}

/* CancelNode.inflate */
proctype Inflater() {
    byte seen; bit ok;
    do
    :: seen = word;
        if
        :: seen == TABLE || seen == VERDICT -> break
        :: else ->
            d_step { if :: word == seen -> newestOfTable = seen; word = TABLE; ok = 1; check() :: else -> ok = 0 fi };
            if :: ok -> break :: else fi
        fi
    od;
    running--
}

/* Ends a child from above and marks what hangs below it, or helps to mark that. */
inline kill(l) {
    if
    :: IS(actions | finished, l)
    :: else -> d_step { if :: !IS(dead, l) -> ADD(dead, l); ADD(fromAbove, l) :: else fi }; ADD(marked, l)
    fi
}

#ifdef FORGET_FIRST
#define BELOW_READ hung
#else
#define BELOW_READ below
#endif

/* LinkStack.newest of a verdict */
inline readBelow() {
    at = BELOW_READ; if :: at == TABLE -> at = newestOfTable :: else fi
}

/* LinkStack.each(Verdict, LinkVisitor), and each(Object, LinkVisitor) for FORGET_FIRST */
inline each(helps) {
    next = 0;
    readBelow();
again:
    from = at;
    do
    :: at == NULL -> break
    :: else ->
        if :: helps -> kill(at) :: else -> ADD(work, at) fi;
        next = home[at];
#if !defined(GONE_AS_OLDEST) && !defined(FORGET_FIRST)
        if
        :: next == GONE ->
#ifdef NEWEST_BEFORE_HOME
            readBelow();
            isGone = (home[from] == GONE);
#else
            isGone = (home[from] == GONE);
            readBelow();
#endif
            if :: isGone && at == from -> break :: else -> goto again fi
        :: else
        fi;
#else
        if :: next == GONE -> next = NULL :: else fi;
#endif
        at = next
    od;
    skip; d_step { next = 0; from = 0; isGone = 0; at = 0 }
}


#ifdef FORGET_FIRST
#define BELOW NULL
#define CHECK_END skip
#else
#define BELOW hung
#define CHECK_END check()
#endif

proctype Ending() {
    byte hung, at, next, work, from;
    bit ok, isGone;
    do
    :: hung = word;
        d_step { if :: word == hung -> below = BELOW; word = VERDICT; due = pushed & ~actions; ok = 1; CHECK_END :: else -> ok = 0 fi };
        if :: ok -> break :: else fi
    od;
    each(0);
    hung = 0; at = 1;
    do
    :: at > LINKS -> break
    :: else -> if :: IS(work, at) -> kill(at) :: else fi; at++
    od;
    assert((due & ~(dead & marked)) == 0); /* MK6 */
    below = NULL; at = 1;
    do
    :: at > LINKS -> break
    :: else ->
        if
        :: IS(work, at) && (IS(fromAbove, at) || IS(actions, at)) ->
            d_step { ADD(finished, at); ADD(dead, at) }; home[at] = GONE
        :: else
        fi;
        at++
    od;
    at = 0; work = 0;
    running--
}

proctype Helping() {
    byte hung, at, next, work, from;
    bit isGone;
    if
    :: word == VERDICT && below != NULL -> each(1); assert((due & ~(dead & marked)) == 0) /* MK6 */
    :: word == VERDICT && below == NULL -> assert((due & ~(dead & marked)) == 0) /* V1 */
    :: word != VERDICT
    fi;
    running--
}

init {
    byte l;
    d_step {
        l = 1;
        do
        :: l > OLD -> break
        :: else -> home[l] = l - 1; ADD(pushed, l); ADD(placed, l); l++
        od;
    }
    atomic {
        l = 1;
        do
        :: l > LINKS -> break
        :: l <= OLD -> if :: l >= FIRST_END && l < FIRST_END + OLD_ENDS -> running++; run Child(l, 0, 1) :: else fi; l++
        :: l > OLD && l <= LINKS ->
            running++;
#ifdef EARLY
            run Child(l, 1, 0);
            running++; run Wheel(l);
#else
            run Child(l, 1, l <= OLD + NEW_ENDS);
#endif
            l++
        od;
#ifdef INFLATE
        running++; run Inflater();
#endif
#ifdef END
        running++; run Ending();
        running++; run Helping();
#endif
        l = 0;
    }
    running == 0;
    d_step {
        check();
        at_ = NEWEST;
        do
        :: at_ == NULL -> break
        :: else -> assert(!IS(dead, at_)); at_ = home[at_] /* MK4 */
        od;
        l = 1;
        do
        :: l > LINKS -> break
        :: else -> assert(!(IS(pushed, l) && IS(dead, l)) || home[l] == GONE); l++ /* MK5 */
        od
    }
}
