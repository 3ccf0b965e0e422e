/*
 * The slots of one context: SlotTable.put, SlotHolder.remove, CancelNode.attach, onDone and end, Propagation and
 * Helping.
 *
 * Links are numbered from 1: KIDS children, then ACTIONS actions. A stripe or a block is one slot here. There is one at
 * first, and a thread that finds none free adds one, up to one per link. A child or action may end, or be stopped, by
 * itself. ENDS calls of cancel() run meanwhile. Each step that reads or writes shared memory is one transition, so a
 * thread may stall between any two steps.
 *
 *   MS0  a child whose attach began after the end is dead when its attach returns (C1)
 *   MS1  each child is ended exactly once, or lives below a live context (L1)
 *   MS2  when a cancel() has returned, no child that was attached before it began is live, nor is anything below that
 *        child (C3)
 *   MS3  no slot refers to a link whose own end has returned (S1)
 *   MS4  an action runs at most once, and exactly once if it was not stopped and the context has ended (L1); when it
 *        runs, MS2 holds for each child that was attached before the end (E3)
 *   MS5  each child that ended is notified, so that its timer is disarmed (E1)
 *
 * Broken variants:
 *   -DNO_REREAD             a thread that attaches does not read the word again (C1)
 *   -DNO_HELP               a second cancel() does not help (C2)
 *   -DWALK_FIRST            a propagation walks the slots before it ends the context (S2)
 *   -DREMOVE_FIRST          a child leaves its slot before what is below it is marked
 *   -DNOTIFY_FIRST          a propagation notifies before everything is marked (E3)
 *   -DRUN_WITHOUT_CAS       a thread that has read an action live runs it (L1)
 *   -DCLEAR_FIRST           a propagation releases what hangs below before that is marked (V1)
 *   -DLATE_IS_NOT_NOTIFIED  a child that Helping has marked as it was attached is left to Propagation, which may never
 *                           meet it
 */
#ifndef KIDS
#define KIDS 2
#endif
#ifndef ACTIONS
#define ACTIONS 1
#endif
#ifndef ENDS
#define ENDS 2
#endif
#define LINKS (KIDS + ACTIONS)

/* CancelNode.state of the context. */
#define LIVE 0
#define ENDING 1
#define BARE 2

byte word = LIVE;
byte slot[LINKS];
byte slots = 1;         /* SlotTable.stripes and blocks */
byte dead = 0;          /* Link.state is a verdict: a bit for each link */
byte fromAbove = 0;     /* Verdict.isFromAbove */
byte marked = 0;       /* the context below a child is marked */
byte attached = 0;      /* ghosts: attach has returned */
byte due = 0;           /* had returned before the end */
byte over = 0;          /* its own end has returned */
byte stopped = 0;
byte notified = 0;
byte ran = 0;
byte running;

#define BIT(l) (1 << (l))
#define IS(set, l) ((set) & BIT(l))
#define ADD(set, l) set = (set) | BIT(l)
#define IS_CHILD(l) ((l) <= KIDS)

hidden byte i_;

/* MS3 */
inline check() {
    i_ = 0;
    do
    :: i_ == LINKS -> break
    :: else -> assert(slot[i_] == 0 || !IS(over, slot[i_])); i_++
    od;
    i_ = 0
}

/* SlotTable.put */
inline put(l) {
    place = 0;
    do
    :: n = slots;
        if
        :: place == n ->
            d_step { if :: slots == n -> slots = n + 1 :: else fi }
        :: else ->
            n = slot[place];
            if
            :: n == 0 -> d_step { if :: slot[place] == 0 -> slot[place] = l; ok = 1; check() :: else -> ok = 0 fi }; if :: ok -> break :: else fi
            :: else
            fi;
            place++
        fi
    od;
    n = 0; ok = 0
}

/* SlotHolder.remove */
inline remove(l) {
    d_step { if :: slot[place] == l -> slot[place] = 0 :: else fi };
    d_step { ADD(over, l); check() }
}

/* Ends a child from above, or helps to mark what hangs below it. */
inline kill(l) {
    d_step { if :: !IS(dead, l) -> ADD(dead, l); ADD(fromAbove, l) :: else fi };
    ADD(marked, l)
}

/* SlotTable.each, for Helping */
inline help() {
    n = slots; at = 0;
    do
    :: at == n -> break
    :: else -> seen = slot[at]; if :: seen != 0 && IS_CHILD(seen) -> kill(seen) :: else fi; seen = 0; at++
    od;
    at = 0; n = 0
}

/* ActionLink.notifyEnd, MS4 */
inline notify(l) {
#ifdef RUN_WITHOUT_CAS
    ok = !IS(dead, l);
    if :: ok -> ADD(dead, l) :: else fi;
#else
    d_step { if :: !IS(dead, l) -> ADD(dead, l); ok = 1 :: else -> ok = 0 fi };
#endif
    if
    :: ok -> d_step { assert(!IS(ran, l)); assert((due & ~(dead & marked)) == 0); ADD(ran, l); ok = 0 }
    :: else
    fi
}

proctype Child(byte self; bit ends) {
    byte place, n; bit ok, late;
    late = (word != LIVE);
    put(self);
#ifndef NO_REREAD
    if :: word != LIVE -> ends = 1 :: else -> ADD(attached, self) fi; /* C1 */
#else
    ADD(attached, self);
#endif
    if :: !ends -> goto returned :: else fi;
    d_step { if :: !IS(dead, self) -> ADD(dead, self); ok = 1 :: else fi };
    if
    :: ok ->
        ok = 0;
#ifdef REMOVE_FIRST
        remove(self);
        ADD(marked, self);
#else
        ADD(marked, self);
        remove(self);
#endif
        ADD(notified, self)
    :: else ->
#ifndef LATE_IS_NOT_NOTIFIED
        if :: !IS(attached, self) -> ADD(notified, self) :: else fi
#else
        skip
#endif
    fi;
returned:
    assert(!late || IS(dead, self)); /* MS0 */
    running--
}

proctype Action(byte self; bit stops) {
    byte place, n, at, seen; bit ok;
    put(self);
#ifndef NO_REREAD
    if
    :: word != LIVE ->
        if :: word == ENDING -> help() :: else fi;
        notify(self);
        remove(self);
        goto returned
    :: else
    fi;
#endif
    if
    :: stops ->
        d_step { if :: !IS(dead, self) -> ADD(dead, self); ADD(stopped, self); ok = 1 :: else fi };
        if :: ok -> ok = 0; remove(self) :: else fi
    :: else
    fi;
returned:
    running--
}

inline collect() {
    n = slots; at = 0;
    do
    :: at == n -> break
    :: else -> seen = slot[at]; if :: seen != 0 -> ADD(work, seen) :: else fi; seen = 0; at++
    od;
    n = 0
}

inline markAll() {
    at = 1;
    do
    :: at > KIDS -> break
    :: else -> if :: IS(work, at) -> kill(at) :: else fi; at++
    od
}

inline notifyAll() {
    at = 1;
    do
    :: at > LINKS -> break
    :: else ->
        if
        :: IS(work, at) && IS_CHILD(at) -> if :: IS(fromAbove, at) -> ADD(notified, at) :: else fi
        :: IS(work, at) && !IS_CHILD(at) -> notify(at)
        :: else
        fi;
        at++
    od
}

/* CancelNode.end of the context */
proctype Cancel() {
    byte before, work, at, n, seen; bit ok;
    before = attached;
#ifdef WALK_FIRST
    collect();
#endif
    d_step { if :: word == LIVE -> word = ENDING; due = attached; ok = 1 :: else fi };
    if
    :: ok ->
        ok = 0;
#ifdef CLEAR_FIRST
        word = BARE;
#endif
#ifndef WALK_FIRST
        collect();
#endif
#ifdef NOTIFY_FIRST
        notifyAll();
#endif
        markAll();
        word = BARE;
        assert((before & ~(dead & marked)) == 0); /* MS2, before the actions */
        notifyAll()
    :: else ->
#ifndef NO_HELP
        if :: word == ENDING -> help() :: else fi;
#endif
        assert((before & ~(dead & marked)) == 0) /* MS2 */
    fi;
    running--
}

init {
    byte l;
    atomic {
        l = 1;
        do
        :: l > LINKS -> break
        :: l <= KIDS -> running++; if :: run Child(l, 0) :: run Child(l, 1) fi; l++
        :: l > KIDS && l <= LINKS -> running++; if :: run Action(l, 0) :: run Action(l, 1) fi; l++
        od;
        l = 0;
        do
        :: l == ENDS -> break
        :: else -> running++; run Cancel(); l++
        od;
        l = 1
    }
    running == 0;
    d_step {
        do
        :: l > LINKS -> break
        :: l <= KIDS ->
            assert(word == LIVE || IS(dead, l)); /* MS1; once, because only a CAS of dead ends it */
            assert(!IS(dead, l) || IS(notified, l)); /* MS5 */
            l++
        :: l > KIDS && l <= LINKS ->
            assert(word == LIVE || (IS(ran, l) != 0) == (IS(stopped, l) == 0)); /* MS4 */
            l++
        od
    }
}
