/*
 * A lease: LeaseNode, its moment and its timers.
 *
 * The clock runs from 0 to LAST in steps of STEP. The lease is made at 0, until 2. One thread renews it until FIRST,
 * another one until SECOND, if these are not 0; 7 is no end. The wheel thread fires timers that are due, in any order
 * and as late as it likes. Each step that reads or writes shared memory is one transition, so a thread may stall
 * between any two steps.
 *
 *   -DCANCEL  a thread cancels the lease meanwhile
 *   -DCLOSE   the wheel is closed meanwhile
 *
 *   MU1  the lease does not end by itself before the moment of the last renewal that succeeded (U1)
 *   MU2  a renewal that returns true has set the moment (U2)
 *   MU3  as long as the lease is live and has a moment, its timer is pending and due at the moment or before, or the
 *        task of that timer runs, or a renewal to an earlier moment runs; even then some timer is pending, or the task
 *        of one runs, unless the lease had no moment for a while (U3)
 *   MU4  when all calls have returned, an ended lease has no pending timer (U4), and a lease with a closed wheel has
 *        ended unless it has no moment
 *
 * Broken variants:
 *   -DEND_WITHOUT_CLAIM  a thread that finds the moment due ends the lease at once (U1)
 *   -DRENEW_BY_STORE     a renewal stores the moment (U1)
 *   -DCLAIMED_IS_LEFT    a renewal leaves a claimed lease to the thread that has claimed it (U2)
 *   -DNO_NEXT_TIMER      a timer that fires before the moment arms no other (U3)
 *   -DINSTALL_FIRST      a renewal lets the new timer be that of the lease before it sets the moment (U3)
 *   -DLATER_REPLACES     a timer replaces an earlier one that is pending (U3)
 *   -DTIMER_BY_STORE     a store replaces the timer (U3)
 *   -DFIRED_BEFORE       the new timer may have fired before it is that of the lease, and nobody looks (U3)
 *   -DCANCEL_FIRST       a timer is cancelled before the thread that replaces it looks whether the new one has fired
 *                        (U3)
 *   -DNO_LOOK_AFTER      a thread that has replaced the timer does not read the state again (U4)
 *   -DTIMER_READ_FIRST   a thread that ends the lease reads the timer before the CAS (U4)
 */
#ifndef FIRST
#define FIRST 0
#endif
#ifndef SECOND
#define SECOND 0
#endif
#ifndef LAST
#define LAST 2
#endif
#ifndef STEP
#define STEP 1
#endif
#define TIMERS 6

/* LeaseNode.moment: a time, or NEVER, and perhaps CLAIMED. */
#define NEVER 7
#define CLAIMED 8
#define TIME(m) ((m) & NEVER)

#define NONE 0

byte now;
byte moment = 2;
bit done;               /* the state is a verdict */
byte timer = 1;         /* LeaseNode.timer; timers are numbered from 1 */
byte due[TIMERS + 1];   /* TimerNode.deadlineNanos */
byte pending = 2;       /* TimerNode.state is INBOX or LINKED: a bit for each timer */
byte fired;             /* FIRED; a timer that is neither is cancelled */
byte made = 1;
bit closed;
byte firing;            /* ghosts: the timer whose task runs */
bit wasEndless;         /* a renewal has removed the moment */
byte earlier;           /* renewals to an earlier moment that run */
byte promised = 2;      /* the moment of the last renewal */
byte running;

#define BIT(t) (1 << (t))
#define IS(set, t) ((set) & BIT(t))
#define IS_DUE(m, n) ((m) != NEVER && (m) <= n)
#define COVERS(t, m) (t != NONE && IS(pending, t) && due[t] <= (m))

/* MU3 */
inline check() {
    assert(done || closed || earlier || TIME(moment) == NEVER
        || (timer == firing && firing) || COVERS(timer, TIME(moment)))
}

/* TimerNode.cancel, for a set of timers; MU3 */
inline cancelTimers(set) { d_step { pending = pending & ~(set); noneIsLost() } }
inline noneIsLost() { assert(done || closed || wasEndless || TIME(moment) == NEVER || firing || pending) }

/* WheelService.arm */
inline arm(t, m) {
    d_step {
        if
        :: closed -> t = NONE
        :: else ->
            assert(made < TIMERS);
            made++;
            t = made; due[t] = m; pending = pending | BIT(t)
        fi
    }
}

/* CancelNode.end and LeaseNode.disarm; MU1 */
inline end(itself) {
#ifdef TIMER_READ_FIRST
    old = timer;
#endif
    d_step { ok = !done; done = 1; if :: ok && itself -> assert(now >= promised) :: else fi };
    if
    :: ok ->
#ifndef TIMER_READ_FIRST
        old = timer;
#endif
        if :: old != NONE -> cancelTimers(BIT(old)) :: else fi
    :: else
    fi;
    ok = 0; old = NONE
}

inline casMoment(seen, next) {
    d_step { if :: moment == seen -> moment = next; ok = 1 :: else -> ok = 0 fi }
}

/* LeaseNode.endIfClaimed */
inline endIfClaimed() { if :: moment & CLAIMED -> end(1) :: else fi }

/* LeaseNode.expireOwn */
inline expireOwn(n) {
    seen = moment;
#ifdef END_WITHOUT_CLAIM
    if :: IS_DUE(seen, n) -> end(1) :: else fi;
#else
    do
    :: seen < CLAIMED && IS_DUE(seen, n) ->
        casMoment(seen, seen | CLAIMED);
        if :: ok -> ok = 0; break :: else -> seen = moment fi
    :: else -> break
    od;
    endIfClaimed();
#endif
    seen = 0
}

/*
 * LeaseNode.run, with ensureTimer and install, which call each other: a loop here. Begins with run() if t is NONE, or
 * with install() of timer t.
 */
inline runOrInstall(t) {
    if :: t == NONE -> goto runs :: else fi;
installs:
    cur = timer;
#ifdef LATER_REPLACES
    ok = 0;
#else
    ok = COVERS(cur, due[t]);
#endif
    if
    :: ok -> ok = 0; cancelTimers(BIT(t)); goto installed
    :: else
    fi;
#ifdef TIMER_BY_STORE
    timer = t; ok = 1;
#else
    d_step { if :: timer == cur -> timer = t; ok = 1 :: else -> ok = 0 fi };
#endif
    if :: !ok -> goto installs :: else -> ok = 0 fi;
#ifdef CANCEL_FIRST
    if :: cur != NONE -> cancelTimers(BIT(cur)) :: else fi;
#else
    if :: cur != NONE -> later = later | BIT(cur) :: else fi; /* to be cancelled last */
#endif
#ifndef FIRED_BEFORE
    if
    :: IS(fired, t) -> goto runs
    :: else
    fi;
#endif
    cancelTimers(later);
    later = 0;
#ifndef NO_LOOK_AFTER
    if :: done -> cancelTimers(BIT(t)) :: else fi;
#endif
    goto installed;
runs:
    n = now;
    expireOwn(n);
    n = 0;
    if :: done -> goto installed :: else fi;
#ifdef NO_NEXT_TIMER
    goto installed;
#endif
    seen = TIME(moment);
    cur = timer;
    if :: seen == NEVER || COVERS(cur, seen) -> goto installed :: else fi;
    arm(t, seen);
    seen = 0;
    if :: t == NONE -> end(0) :: else -> goto installs fi;
installed:
    skip;
    cancelTimers(later);
    d_step { later = 0; cur = NONE; t = NONE; seen = 0 }
}

proctype Renewal(byte next) {
    byte n, seen, cur, old, later, t;
    bit ok, isSet;
    n = now;
    do
    :: seen = moment;
        if :: seen >= CLAIMED || done -> break :: else fi;
        if
        :: IS_DUE(seen, n) ->
            casMoment(seen, seen | CLAIMED);
            if :: ok -> ok = 0; break :: else fi
        :: !IS_DUE(seen, n) && IS_DUE(next, n) -> end(0); break
        :: else ->
            if
            :: next < seen ->
                earlier++;
                arm(t, next);
                if :: t == NONE -> end(0); earlier--; goto returned :: else fi;
#ifdef INSTALL_FIRST
                cur = timer;
                timer = t;
                cancelTimers(BIT(cur));
                if :: done -> cancelTimers(BIT(t)) :: else fi;
#endif
                d_step { if :: moment == seen -> moment = next; promised = next; ok = 1 :: else -> ok = 0 fi };
                if
                :: ok ->
                    d_step { ok = 0; isSet = 1; seen = 0 };
#ifndef INSTALL_FIRST
                    runOrInstall(t);
#endif
                    d_step { earlier--; check() };
                    goto returned
                :: else -> cancelTimers(BIT(t)); d_step { t = NONE; earlier--; check() }
                fi
            :: else ->
#ifdef RENEW_BY_STORE
                d_step { moment = next; promised = next; ok = 1 };
#else
                d_step {
                    if
                    :: moment == seen ->
                        moment = next; promised = next; ok = 1;
                        if :: next == NEVER -> wasEndless = 1 :: else fi;
                        check()
                    :: else -> ok = 0
                    fi
                };
#endif
                if :: ok -> d_step { ok = 0; isSet = 1 }; goto returned :: else fi
            fi
        fi
    od;
#ifndef CLAIMED_IS_LEFT
    endIfClaimed();
#endif
returned:
    skip;
    d_step { n = 0; seen = 0; assert(isSet || done); isSet = 0; running-- } /* MU2 */
}

#define CAN_FIRE(i) (IS(pending, i) && due[i] <= now)
#define FIRES(i) CAN_FIRE(i) -> t = i
#define IS_IDLE !(CAN_FIRE(1) || CAN_FIRE(2) || CAN_FIRE(3) || CAN_FIRE(4) || CAN_FIRE(5) || CAN_FIRE(6))

/* WheelConsumer: fires what is due, or closes the wheel. */
active proctype WheelThread() {
    byte n, seen, cur, old, later, t;
    bit ok;
    do
    :: atomic {
            if
            :: FIRES(1) :: FIRES(2) :: FIRES(3) :: FIRES(4) :: FIRES(5) :: FIRES(6)
            fi;
            pending = pending & ~BIT(t); fired = fired | BIT(t); firing = t; t = NONE
        };
        runOrInstall(t);
        d_step { firing = NONE; check(); noneIsLost() }
#ifdef CLOSE
    :: closed = 1;
        t = 1;
        do
        :: t > made -> break
        :: else ->
            d_step { ok = (IS(pending, t) != 0); pending = pending & ~BIT(t) };
            if :: ok -> end(0) :: else fi; /* LeaseNode.onWheelClosed */
            t++
        od;
        t = NONE;
        break
#endif
    :: running == 0 && now == LAST && IS_IDLE -> break
    od;
    running == 0 && now == LAST;
    d_step {
        assert(!done || pending == 0); /* MU4 */
        assert(done || !closed || moment == NEVER);
        assert(done || moment == NEVER || moment > LAST)
    }
}

active proctype Clock() {
    do
    :: now < LAST -> now = now + STEP
    :: else -> break
    od
}

proctype Cancel() {
    byte old; bit ok;
    end(0);
    running--
}

init {
    atomic {
        due[1] = 2;
        if :: FIRST != 0 -> running++; run Renewal(FIRST) :: else fi;
        if :: SECOND != 0 -> running++; run Renewal(SECOND) :: else fi;
#ifdef CANCEL
        running++; run Cancel()
#endif
    }
}
