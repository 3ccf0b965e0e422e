/*
 * WakeupGate, by which producers wake the wheel thread, and the part of WheelConsumer that sleeps.
 *
 * PRODUCERS threads push a node each, the first due at time 2, the next at 5, then 8; CANCELLERS threads cancel one. The wheel
 * thread naps until 6, sleeps deeply without narrowing, or sleeps deeply until the first node it knows. It wakes by a permit, or
 * CYCLES times by itself, and then drains. A node that it has drained fires sooner or later.
 *
 * Claim 1: when all threads have returned and the wheel thread sleeps without a permit, it has drained each node that is due
 * before the end of its sleep, and in a deep sleep each cancelled one. Claim 2: a plan wakes the wheel thread at most once (P3).
 *
 * Broken variants:
 *   -DDRAIN_FIRST       the wheel thread drains before it publishes its plan (P1)
 *   -DREAD_FIRST        a producer reads the plan before it pushes (P1)
 *   -DNO_RETRY          a producer whose CAS fails does not look again (P2)
 *   -DNARROW_BY_STORE   a plan is narrowed by a store (P2)
 *   -DWAKE_BY_STORE     a producer stores AWAKE (P3)
 *   -DCANCEL_SLEEPS_ON  a cancellation ends no deep sleep
 */
#ifndef PRODUCERS
#define PRODUCERS 2
#endif
#ifndef CANCELLERS
#define CANCELLERS 1
#endif
#ifndef CYCLES
#define CYCLES 2
#endif

/* A plan: the end of the sleep, and DEEP for a deep sleep. A deep sleep until 0 means awake. */
#define DEEP 16
#define AWAKE DEEP
#define FOR_EVER 15
#define END(plan) ((plan) & 15)
#define NODES (PRODUCERS + CANCELLERS)
#define NOBODY 99

byte cell = AWAKE;
bit permit;
byte inbox = 0, known = 0, cancelled = 0;    /* a bit for each node */
byte publications, wakings;                  /* ghost: of the plan published last */
byte running;

#define BIT(n) (1 << (n))
#define IS(set, n) ((set) & BIT(n))
#define DUE(n) (2 + 3 * (n))

inline cas(seen, next) { d_step { if :: cell == seen -> cell = next; ok = 1 :: else -> ok = 0 fi } }

/* WakeupGate.wake */
inline wake() {
#ifdef WAKE_BY_STORE
    cell = AWAKE; ok = 1;
#else
    d_step { if :: cell == planned -> cell = AWAKE; ok = 1; wakings++; assert(wakings <= 1) :: else -> ok = 0 fi };
#endif
#ifdef WAKE_BY_STORE
    d_step { wakings++; assert(wakings <= 1) };
#endif
    if :: ok -> permit = 1 :: else fi
}

/* TimerQueue.schedule, WakeupGate.pushed */
proctype Producer(byte node) {
    byte planned; bit ok;
#ifdef READ_FIRST
    planned = cell;
    inbox = inbox | BIT(node);
#else
    inbox = inbox | BIT(node);
    planned = cell;
#endif
    do
    :: DUE(node) < END(planned) ->
        wake();
#ifdef NO_RETRY
        break
#else
        if :: ok -> break :: else -> planned = cell fi
#endif
    :: else -> break
    od;
    running--
}

/* TimerQueue.cancelledInSlot, WakeupGate.cancelled */
proctype Canceller(byte node) {
    byte planned; bit ok;
    cancelled = cancelled | BIT(node);
#ifndef CANCEL_SLEEPS_ON
    planned = cell;
    do
    :: planned > AWAKE ->
        wake();
#ifdef NO_RETRY
        break
#else
        if :: ok -> break :: else -> planned = cell fi
#endif
    :: else -> break
    od;
#endif
    running--
}

/* WheelConsumer.adopt: node by node, as there is one stripe for each. */
inline adopt() {
    n = 0;
    do
    :: n == PRODUCERS -> break
    :: else -> d_step { known = known | (inbox & BIT(n)); inbox = inbox & ~BIT(n) }; n++
    od
}

inline reap() { cancelled = 0 }

/* What is known, and not fired yet, is a choice: any of it may have been due. */
inline fire() {
    n = 0;
    do
    :: n == PRODUCERS -> break
    :: else -> if :: IS(known, n) -> known = known & ~BIT(n) :: true fi; n++
    od
}

inline drain() { adopt(); if :: published > AWAKE -> reap() :: else fi }

/* WakeupGate.publish */
inline publish() {
#ifdef DRAIN_FIRST
    drain();
#endif
    d_step { cell = published; wakings = 0 };
#ifndef DRAIN_FIRST
    drain();
#endif
}

active proctype WheelThread() {
    byte n, published, until, by = 0; bit ok, narrows;
again:
    /* awake(): a read and a store, as in the code */
    ok = (cell != AWAKE);
    if :: ok -> cell = AWAKE :: else fi;
    published = AWAKE;
    adopt(); fire(); reap();
    if
    :: published = 6; narrows = 1                /* nextNapNanos, napping */
    :: published = DEEP + FOR_EVER; narrows = 0  /* nextNapNanos */
    :: published = DEEP + FOR_EVER; narrows = 1  /* nextWakeNanos */
    fi;
    publish();
    d_step {
        until = END(published); n = 0;
        do
        :: n == PRODUCERS -> break
        :: else -> if :: IS(known, n) && DUE(n) < until -> until = DUE(n) :: else fi; n++
        od
    };
    if :: narrows -> if :: until = 0 :: true fi :: else fi; /* behind: there is work at once */
    if
    :: narrows && until < END(published) ->
#ifdef NARROW_BY_STORE
        cell = (published & DEEP) + until
#else
        cas(published, (published & DEEP) + until)
#endif
    :: else
    fi;
    n = 0; ok = 0;
    do
    :: atomic { permit -> permit = 0 }; goto again
    :: by < CYCLES -> by++; goto again
    :: atomic { running == 0 && !permit && by == CYCLES ->
        n = 0;
        do
        :: n == PRODUCERS -> break
        :: else -> assert(!IS(inbox, n) || DUE(n) >= until || until == 0); n++ /* claim 1 */
        od;
        assert(published < AWAKE || until == 0 || cancelled == 0) /* claim 1 */
        }; break
    od
}

init {
    byte n;
    atomic {
        n = 0;
        do
        :: n == NODES -> break
        :: n < PRODUCERS -> running++; run Producer(n); n++
        :: n >= PRODUCERS && n < NODES -> running++; run Canceller(n); n++
        od
    }
}
