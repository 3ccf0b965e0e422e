/*
 * The registration of actions at a context with a table: CancelNode.onDone, SlotTable.register, LinkStack.rankAbove,
 * remove and each, ActionLink.stop, CancelNode.unlink, and Propagation.
 *
 * Links are numbered from 1, and all are actions: a child that ends by itself is unlinked as an action that is stopped.
 * OLD of them are on the stack of the table at first, the newest with the highest number. As many of the newest as
 * STOPPED says are stopped, each by a thread of its own. NEW more are registered meanwhile, each by a thread of its
 * own, which may stop it then, if it is one of the first NEW_STOPS. Each step that reads or writes shared memory is one
 * transition, so a thread may stall between any two steps.
 *
 * A stack has at most MOST links. COLLISIONS is SlotTable.MAX_COLLISIONS. Each action has one slot, which is free:
 * slots.pml has the search for a slot. stack.pml and slots.pml have children, and the calls that help to mark them.
 *
 *   -DEND        a thread ends the context meanwhile
 *   -DUNBOUNDED  tries are not counted: for a search for cycles (-DNP, pan -l), of which there is none
 *
 *   MR1  an action runs at most once, and not if it was stopped (L1); when all calls have returned, each action that
 *        was not stopped has run if the context has ended, and is on the stack or in its slot if it lives (C1, K1)
 *   MR2  a registration tries again at most COLLISIONS + 1 times, so it returns
 *   MR3  no link is reachable once its stop has returned, or a registration that has found the end (K3, S1); when all
 *        calls have returned, no action that ran or was stopped refers to another link (L3)
 *   MR4  no reachable link has the home GONE (K5)
 *   MR5  the stack has at most MOST links
 *   MR6  no action is pushed by a call that began after the registration of one that is in a slot had returned (S4)
 *
 * Broken variants:
 *   -DGONE_IS_NO_COLLISION  a registration that finds a link gone tries again, and does not count that (K5, MR2)
 *   -DNO_LOOK_AFTER         a registration does not read the word after the action is attached (C1, MR1)
 *   -DRUN_WITHOUT_CAS       a thread that has read an action live runs it (L1, MR1)
 *   -DNEWEST_BEFORE_HOME    an end that meets GONE reads the newest link again, then looks whether the one it had is
 *                           gone, and takes its verdict for a lent one (K5, MR1)
 *   -DGONE_AS_OLDEST        an end takes GONE for the end of the stack (K4, MR1)
 *   -DGONE_BEFORE_POP       the home of the newest link becomes GONE before the link is popped (K5, MR4)
 *   -DUNPLACED_IS_OLDEST    a link whose rank is not written yet counts as the oldest (MR5)
 *   -DNOT_STAMPING          a registration does not look whether an action has a stamp (S4, MR6)
 */
#ifndef OLD
#define OLD 2
#endif
#ifndef STOPPED
#define STOPPED 1
#endif
#ifndef NEW
#define NEW 1
#endif
#ifndef NEW_STOPS
#define NEW_STOPS 0
#endif
#ifndef MOST
#define MOST 2
#endif
#ifndef COLLISIONS
#define COLLISIONS 1
#endif
#define LINKS (OLD + NEW)

/* CancelNode.state: the table, a verdict that may refer to it, or the bare verdict. */
#define TABLE 0
#define VERDICT 1
#define BARE 2

/* Values of a home besides a link. */
#define NULL 0
#define GONE 15
#define SLOT 14

byte word = TABLE;
bit below;                    /* Verdict.belowVolatile is the table */
byte newest = OLD;            /* SlotTable.newestVolatile */
byte home[LINKS + 1];         /* Link.home */
byte place[LINKS + 1];        /* Link.place; the index of each slot is 0 */
byte slot = 0;                /* the slot of this action is taken: a bit for each link */
byte begun = 0;               /* Link.state is no action any more, but a thread or SPENT */
byte spent = 0;               /* Link.state is SPENT */
bit stamps;                   /* SlotTable.stamps is not 0 */
byte collisions;              /* SlotTable.collisions */
byte ran = 0;                 /* ghosts, a bit each */
byte stopped = 0;
byte over = 0;                /* its unlinking has returned */
byte registered = 0;          /* its registration has returned, and has found no end */
byte running;

#define BIT(l) (1 << (l))
#define IS(set, l) ((set) & BIT(l))
#define ADD(set, l) set = (set) | BIT(l)
#define IS_LINK(h) ((h) != NULL && (h) != GONE && (h) != SLOT)
#define IS_REACHED (word == TABLE || below)

hidden byte at_, count_;

/* MR3, MR4, MR5 */
inline check() {
    at_ = newest; count_ = 0;
    do
    :: at_ == NULL || !IS_REACHED -> break
    :: else ->
        assert(at_ != GONE);
        assert(!IS(over, at_));
        count_++;
        assert(count_ <= MOST);
        at_ = home[at_]
    od;
    assert(!IS_REACHED || (over & slot) == 0);
    at_ = 0; count_ = 0
}

inline cas(where, seen, next) {
    d_step { if :: where == (seen) -> where = (next); ok = 1; check() :: else -> ok = 0 fi }
}

inline gone(l) { d_step { home[l] = GONE; check() } }

/* LinkStack.newest of a state */
inline readNewest() {
    if :: state == VERDICT -> if :: below -> at = newest :: else -> at = NULL fi
    :: state == TABLE -> at = newest
    :: state == BARE -> at = NULL
    fi
}

/* LinkStack.casNewest */
inline casNewest(seen, next) {
    ok = (state == TABLE);
    if :: state == VERDICT -> ok = below :: else fi;
    if :: ok -> cas(newest, seen, next) :: else fi
}

/* LinkStack.remove, with its walk */
inline remove(l) {
    found = 0;
again:
    live = NULL;
    state = word;
    readNewest();
    do
    :: at == NULL -> break
    :: else ->
        next = home[at];
        if
        :: IS(spent, at) ->
            next = home[at];
            if :: next == GONE -> goto again :: else fi;
            if
            :: live == NULL -> casNewest(at, next)
            :: else -> cas(home[live], at, next); if :: ok -> ok = !IS(spent, live) :: else fi
            fi;
            if :: !ok -> goto again :: else fi;
            if :: at == l -> found = 1; break :: else fi
        :: else ->
            if :: next == GONE -> goto again :: else fi;
            live = at
        fi;
        at = next
    od;
    skip; d_step { at = 0; next = 0; live = 0; state = 0; ok = 0 };
    if :: found || attached -> gone(l) :: else fi;
    found = 0
}

/* CancelNode.unlink; the word is no link, because there is a table */
inline unlink(l) {
    attached = (place[l] != 0);
    if
    :: home[l] == SLOT ->
        d_step { if :: IS(slot, l) -> slot = slot & ~BIT(l); ok = 1 :: else -> ok = 0 fi };
        if :: ok -> ok = 0; gone(l) :: else fi
    :: else ->
        ok = (word == TABLE);
        if
        :: ok -> /* SlotTable.pop */
            ok = (newest == l);
            if
            :: ok ->
                next = home[l]; if :: !IS_LINK(next) -> next = NULL :: else fi;
#ifdef GONE_BEFORE_POP
                gone(l);
#endif
                cas(newest, l, next)
            :: else
            fi
        :: else
        fi;
        next = 0;
        if :: ok -> ok = 0; gone(l) :: else -> remove(l) fi
    fi;
    d_step { ADD(over, l); attached = 0; check() }
}

/* ActionLink.run; MR1 */
inline runAction(l) {
#ifdef RUN_WITHOUT_CAS
    ok = !IS(begun, l);
    if :: ok -> ADD(begun, l) :: else fi;
#else
    d_step { if :: !IS(begun, l) -> ADD(begun, l); ok = 1 :: else -> ok = 0 fi };
#endif
    if :: ok -> d_step { ok = 0; assert(!IS(ran | stopped, l)); ADD(ran, l) }; ADD(spent, l) :: else fi
}

/* ActionLink.stop, without the unlinking */
inline drop(l) {
    d_step { if :: !IS(begun, l) -> ADD(begun, l); ADD(spent, l); ADD(stopped, l); ok = 1 :: else -> ok = 0 fi }
}

/* LinkStack.rankAbove */
inline rankAbove() {
    if
    :: at == NULL -> rank = 1
    :: else ->
        rank = place[at];
        if
#ifdef UNPLACED_IS_OLDEST
        :: rank < MOST -> rank++
#else
        :: rank > 0 && rank < MOST -> rank++
#endif
        :: else ->
            rank = 1; next = home[at];
            do
            :: IS_LINK(next) && rank < MOST -> rank++; next = home[next]
            :: else -> break
            od;
            if :: next == GONE -> rank = 0 :: else -> rank++ fi;
            next = 0
        fi
    fi
}

#ifdef UNBOUNDED
#define TRY skip
#else
#define TRY tries++; assert(tries <= COLLISIONS + 1) /* MR2 */
#endif

/* CancelNode.onDone */
proctype Registration(byte self; bit stops) {
    byte state, at, live, next, rank, tries, earlier;
    bit ok, found, attached;
    d_step { earlier = registered & slot; if :: word != TABLE -> ok = 1 :: else fi };
    if :: ok -> ok = 0; goto ended :: else fi; /* CancelNode.push */
    do
#ifndef NOT_STAMPING
    :: stamps -> break
#endif
    :: else ->
        at = newest;
        rankAbove();
        if :: rank > MOST -> break :: else fi;
        if :: collisions > COLLISIONS -> break :: else fi;
        if
        :: rank > 0 ->
            home[self] = at;
            d_step {
                if
                :: newest == at -> newest = self; ok = 1; assert((earlier & slot) == 0); check() /* MR6 */
                :: else -> ok = 0
                fi
            };
            if :: ok -> break :: else fi
        :: else
        fi;
#ifdef GONE_IS_NO_COLLISION
        if :: rank > 0 -> at = collisions; collisions = at + 1 :: else fi;
#else
        at = collisions; collisions = at + 1;
#endif
        d_step { at = 0; rank = 0; TRY }
    od;
    skip; d_step { at = 0; tries = 0; earlier = 0 };
    if
    :: ok -> ok = 0; place[self] = rank
    :: else -> stamps = 1; home[self] = SLOT; ADD(slot, self)
    fi;
    rank = 0;
#ifndef NO_LOOK_AFTER
    if :: word != TABLE -> goto ended :: else fi; /* C1 */
#endif
    ADD(registered, self);
    if :: stops -> drop(self) :: true fi;
    if :: ok -> ok = 0; goto unlinks :: else -> goto returned fi;
ended:
    earlier = 0;
    runAction(self);
unlinks:
    unlink(self);
returned:
    running--
}

proctype Stop(byte self) {
    byte state, at, live, next;
    bit ok, found, attached;
    drop(self);
    if :: ok -> ok = 0; unlink(self) :: else fi;
    running--
}

/* LinkStack.each, for a verdict */
inline each() {
    at = newest;
again:
    from = at;
    do
    :: at == NULL -> break
    :: else ->
        ADD(work, at);
        next = home[at];
#ifdef GONE_AS_OLDEST
        if :: next == GONE -> next = NULL :: else fi;
#else
        if
        :: next == GONE ->
#ifdef NEWEST_BEFORE_HOME
            at = newest;
            isGone = (home[from] == GONE);
#else
            isGone = (home[from] == GONE);
            at = newest;
#endif
            if :: isGone && at == from -> break :: else -> goto again fi
        :: else
        fi;
#endif
        at = next
    od;
    skip; d_step { next = 0; from = 0; isGone = 0 }
}

/* CancelNode.end, Propagation */
proctype End() {
    byte at, next, from, work;
    bit ok, isGone;
    d_step { word = VERDICT; below = 1 };
    at = OLD + 1; /* SlotTable.each */
    do
    :: at > LINKS -> break
    :: else -> if :: IS(slot, at) -> ADD(work, at) :: else fi; at++
    od;
    each();
    below = 0;
    word = BARE;
    at = 1;
    do
    :: at > LINKS -> break
    :: else -> if :: IS(work, at) -> home[at] = NULL; runAction(at) :: else fi; at++
    od;
    at = 0; work = 0;
    running--
}

init {
    byte l;
    atomic {
        l = 1;
        do
        :: l > LINKS -> break
        :: l <= OLD ->
            home[l] = l - 1; place[l] = l; ADD(registered, l);
            if :: l > OLD - STOPPED -> running++; run Stop(l) :: else fi;
            l++
        :: l > OLD && l <= LINKS -> running++; run Registration(l, l <= OLD + NEW_STOPS); l++
        od;
#ifdef END
        running++; run End();
#endif
        l = 1
    }
    running == 0;
    d_step {
        check();
        do
        :: l > LINKS -> break
        :: else ->
            if
            :: word == BARE -> assert(IS(ran | stopped, l)) /* MR1 */
            :: else ->
                at_ = newest;
                do
                :: at_ == NULL || at_ == l -> break
                :: else -> at_ = home[at_]
                od;
                assert(IS(stopped, l) || at_ == l || IS(slot, l)) /* MR1 */
            fi;
            assert(!IS(begun, l) || !IS_LINK(home[l]) && (word == BARE || home[l] == GONE)); /* MR3 */
            l++
        od;
        at_ = 0
    }
}
