/*
 * One slot of a pool: ScopeSlot and its ScopeTimer, with the RecurringTimers of that.
 *
 * The clock runs from 0 to LAST. The owner opens a scope until FIRST, renews it until RENEWED and then until AGAIN,
 * adds an action and releases it. Then it opens the slot again until SECOND, renews that scope until LATE, adds an
 * action and releases it. 0 leaves a renewal or the second life out, 6 is after the end of the clock, 7 is no end. The
 * owner may stop after each of these calls. The wheel thread fires timers that are due, in any order and as late as it
 * likes. Each step that reads or writes shared memory is one transition, so a thread may stall between any two steps.
 * Release stores and plain stores of the owner go through a buffer, which other threads do not see. A volatile store,
 * an RMW and a fence wait until it is empty. F9 is not in the model: no thread leaves actions to the walk.
 *
 *   -DCANCEL  a thread cancels the first scope meanwhile, or expires it, or runs what is left of its actions
 *   -DPOOL    the context of the pool ends meanwhile
 *   -DFAILS   renewals may throw when they arm a timer, before or after it is pending, or, once the moment has moved, when
 *             they need another one (Z8)
 *
 *   MP1  a scope does not end by itself before the moment of its opening, or of the last renewal that succeeded
 *   MP2  a thread that ends a scope ends the life that it means (F2, F4)
 *   MP3  an action runs once at most, and only by the end of its own life; once if the scope has ended, was not
 *        released, and the call that added the action has returned (F5, F7)
 *   MP4  when all calls have returned, a live scope has no moment, or its moment has not come (Z5, Z6)
 *   MP5  the slot is not free while a thread is inside that has ended the last life (F4)
 *   MP6  one thread at a time makes a timer pending (T5)
 *   MP7  when all calls have returned, only the timer of the slot is pending, and none if the pool has ended (Z7); one
 *        that a renewal has left when it threw may be pending, too
 *   MP8  a renewal is repeated once at most, and arms one timer twice at most (Z9). The owner waits only until the slot
 *        is free, where a pool takes another slot
 *
 * Broken variants:
 *   -DNO_COUNT             a thread that ends the scope does not count itself in (F4)
 *   -DTASK_NOT_COUNTED     the task of the timer does not (F4, Z6)
 *   -DNO_REREAD            a thread that is inside relies on the word that it has read before (F4)
 *   -DNO_FENCE             no fence follows the release before the owner looks whether a thread is inside (F4)
 *   -DSAME_GENERATION      the next life of the slot has the generation of the last one (F2)
 *   -DNO_ACTION_REREAD     the owner does not read the word again after it has added an action (F5)
 *   -DOPEN_BY_STORE        a store opens a slot with a deadline (Z5)
 *   -DNO_WORD_REREAD       the task does not read the word again after it has told the timer what to do (Z5)
 *   -DNO_MOMENT_REREAD     it does not read the moment again (Z5)
 *   -DNO_TIMER_REREAD      a renewal does not look at the timer again (Z5)
 *   -DRENEW_BY_STORE       a renewal stores the moment (Z5)
 *   -DEND_WITHOUT_CLAIM    a thread that finds the moment due ends the scope at once
 *   -DSTORED_FIRST         the owner stores a new timer before it arms it, and the old one again if that throws (Z8)
 *   -DUNTIL_COVERED        the owner arms a new timer until it covers the moment (Z9)
 *   -DNOT_UNDONE           a renewal that throws after it has moved the moment leaves the new one (Z8)
 *   -DNO_WANTED_REREAD     the task of a timer that is not wanted does not look again whether it is (Z5)
 *   -DNOT_ASKED            nobody asks whether the timer is wanted once it is filed
 *   -DNO_LOOK_AFTER        the owner that has armed a timer does not look whether the pool has ended
 *   -DTAKE_BY_STORE        a store takes a timer that is over, although its task may be inside (T5)
 *   -DTAKE_IF_EMPTY        the same, and the owner looks in between whether a thread is inside (T5)
 *   -DTAKEN_BACK_BY_STORE  a store of the task takes the timer back (T5)
 */
#ifndef FIRST
#define FIRST 1
#endif
#ifndef RENEWED
#define RENEWED 0
#endif
#ifndef AGAIN
#define AGAIN 0
#endif
#ifndef SECOND
#define SECOND 0
#endif
#ifndef LATE
#define LATE 0
#endif
#ifndef LAST
#define LAST 2
#endif
#define TIMERS 5
#ifdef CANCEL
#define CANCELS 1
#else
#define CANCELS 0
#endif
#ifdef POOL
#define CALLS (2 + CANCELS)
#else
#define CALLS (1 + CANCELS)
#endif

/* ScopeTimer.moment: a time, or NEVER, and perhaps CLAIMED. */
#define NEVER 7
#define CLAIMED 8
#define TIME(m) ((m) & NEVER)
#define IS_DUE(m, n) ((m) != NEVER && (m) <= (n))

/* ScopeWord.word: the generation, and a code. */
#define LIVE 0
#define ENDED 1
#define FREE 2
#define WORD(life, code) ((life) * 4 + (code))
#define LIFE(w) ((w) / 4)
#define CODE(w) ((w) % 4)
#define IS_OPEN(w, life) (LIFE(w) == (life) && CODE(w) <= ENDED)

/* RecurringTimer.dueNanos of a timer that is over. */
#define NONE 0

byte now;
byte word = WORD(1, FREE);
byte inside;
byte uncounted;         /* inside, and not counted there */
byte moment = NEVER;
byte timer = NONE;      /* ScopeTimer.timer; timers are numbered from 1 */
byte due[TIMERS + 1];   /* NONE */
byte pending;           /* TimerNode.state is INBOX or LINKED: a bit for each timer */
byte made;
byte cell;              /* ScopeActions.cells: the life to which the action belongs; 0 if there is none */
bit poolDone;
byte life;              /* ghosts: the last life that was opened, whatever its generation */
byte promised[3];       /* the moment of each life */
byte ran;               /* a bit for the action of each life */
bit added;              /* onDone of the last life has returned */
byte ending;            /* threads that have ended a scope, and are inside */
byte running = CALLS;    /* that have not returned */
bit mayFail, failed, hasFailed; /* the next arm may throw; it has; one has */
bit noMemory;           /* for another timer */

#define BIT(t) (1 << (t))
#define IS(set, t) ((set) & BIT(t))

/* ---- the buffer of the owner */

mtype = { toCell, toMoment, toWord };
chan buffer = [6] of { mtype, byte };
byte words, moments;    /* how many stores to these are in the buffer */
byte lastWord, lastMoment;

#define DRAINED (len(buffer) == 0)
#define OWN_WORD (words -> lastWord : word)
#define OWN_MOMENT (moments -> lastMoment : moment)

inline storeWord(w) { d_step { buffer!toWord, w; words++; lastWord = w } }
inline storeMoment(m) { d_step { buffer!toMoment, m; moments++; lastMoment = m } }

active proctype Buffer() {
    byte value;
    do
    :: d_step { buffer?toCell, value -> cell = value; value = 0 }
    :: d_step {
            buffer?toMoment, value ->
            moment = value; moments--; value = 0; lastMoment = (moments -> lastMoment : 0)
        }
    :: d_step { buffer?toWord, value -> word = value; words--; value = 0; lastWord = (words -> lastWord : 0) }
    :: d_step { running == 0 && DRAINED } -> break
    od
}

/* ---- any thread */

#ifdef NO_COUNT
#define CANCELLER_COUNT uncounted
#else
#define CANCELLER_COUNT inside
#endif
#ifdef TASK_NOT_COUNTED
#define TASK_COUNT uncounted
#else
#define TASK_COUNT inside
#endif
inline enter(count) { count++ }
inline leave(count) { d_step { assert(count > 0); count-- } }

/* ScopeActions.run, by the end of a life; of 0, by that of the pool: MP3 */
inline runActions(meant) {
    old = cell;
    if
    :: old != 0 ->
        d_step {
            if
            :: cell == old -> cell = 0; assert(meant == 0 || old == meant); noteRun(old)
            :: else
            fi;
            old = 0
        }
    :: else
    fi
}
inline noteRun(l) { assert(!IS(ran, l)); ran = ran | BIT(l) }

/* ScopeTimer.claimIfDue; ok: whether the moment is claimed */
inline claimIfDue() {
    seen = moment;
#ifdef END_WITHOUT_CLAIM
    ok = (seen >= CLAIMED || IS_DUE(seen, n));
#else
    do
    :: seen < CLAIMED && IS_DUE(seen, n) ->
        d_step { if :: moment == seen -> moment = seen | CLAIMED; ok = 1 :: else -> ok = 0 fi };
        if :: ok -> break :: else -> seen = moment fi
    :: else -> break
    od;
    ok = (moment >= CLAIMED);
#endif
    seen = 0
}

/* ScopeSlot.enterAndEnd, of a thread that has entered; itself: not by a cancel. Life is 0 if the caller does not know it: MP1, MP2 */
inline endAndLeave(count, w, itself, meant) {
    if
    :: poolDone -> leave(count)
    :: else ->
        d_step {
            if
            :: word == w ->
                word = w + ENDED; ok = 1; ending++;
                assert(life == meant);
                assert(!itself || now >= promised[life])
            :: else -> ok = 0
            fi
        };
        if
        :: ok -> runActions(meant); d_step { ok = 0; ending--; assert(count > 0); count-- }
        :: else -> leave(count)
        fi
    fi
}

/* TimerNode.cancel */
inline cancelTimer(t) { pending = pending & ~BIT(t) }

/* ---- the owner */

/* RecurringTimer.take, by a CAS */
inline take(t, m) {
#if defined(TAKE_IF_EMPTY)
    ok = (due[t] == NONE);
    if :: ok -> ok = (inside == 0) :: else fi;
    if :: ok -> d_step { DRAINED; due[t] = m } :: else fi
#elif defined(TAKE_BY_STORE)
    if :: due[t] == NONE -> d_step { DRAINED; due[t] = m; ok = 1 } :: else -> ok = 0 fi
#else
    d_step { DRAINED; if :: due[t] == NONE -> due[t] = m; ok = 1 :: else -> ok = 0 fi }
#endif
}

/* TimerQueue.arm, of a timer that was taken; MP6 */
inline arm(t) {
    if
    :: d_step { DRAINED; assert(!IS(pending, t)); pending = pending | BIT(t) }
    :: mayFail -> d_step { failed = 1; hasFailed = 1 }
    :: mayFail -> d_step { DRAINED; pending = pending | BIT(t); failed = 1; hasFailed = 1 }
    fi
}

/* ScopeTimer.ensure */
inline ensure(m) {
    cur = timer;
    if
    :: cur != NONE && due[cur] != NONE && due[cur] <= m
    :: else ->
        if :: cur != NONE -> take(cur, m) :: else -> ok = 0 fi;
        if
        :: ok -> arm(cur); if :: failed -> timer = NONE :: else fi
        :: !ok && noMemory -> d_step { failed = 1; hasFailed = 1 }
        :: else ->
            d_step { assert(made < TIMERS); made++; next = made };
#ifdef STORED_FIRST
            take(next, m);
            d_step { DRAINED; timer = next };
            arm(next);
            if :: failed -> timer = cur :: else fi;
#else
            take(next, m);
            arm(next);
            if
            :: failed
            :: else ->
                timer = next;
                mayFail = 0; /* there was room */
#ifdef UNTIL_COVERED
                do
                :: due[next] != NONE && due[next] <= m -> break
                :: else ->
                    d_step { repeats++; assert(repeats <= 2) };
                    take(next, m);
                    if :: ok -> arm(next) :: else fi
                od;
                repeats = 0
#else
                take(next, m);
                if :: ok -> arm(next) :: else fi
#endif
            fi;
#endif
            if :: cur != NONE && !failed -> cancelTimer(cur) :: else fi
        fi;
#ifndef NO_LOOK_AFTER
        if :: poolDone -> cancelTimer(timer) :: else fi
#else
        skip
#endif
    fi;
    d_step { cur = NONE; next = NONE; ok = 0 }
}

/* ScopeSlots.open */
inline open(m) {
    d_step { n = now; own = WORD(LIFE(OWN_WORD), LIVE); life++; promised[life] = m; added = 0 };
    if
    :: IS_DUE(m, n) -> storeMoment(m); storeWord(own + ENDED)
    :: !IS_DUE(m, n) && (m == NEVER || poolDone) -> storeMoment(NEVER); storeWord(own)
    :: else ->
        storeMoment(m);
#ifdef OPEN_BY_STORE
        storeWord(own);
#else
        d_step { DRAINED; word = own };
#endif
        ensure(m)
    fi;
    n = 0
}

/* ScopeSlots.recycle, until the slot is free; MP5 */
inline recycle() {
    do
#ifdef NO_FENCE
    :: skip;
#else
    :: DRAINED;
#endif
        if
        :: inside == 0 -> assert(!ending); break
        :: else
        fi
    od;
    skip
}

/* ScopeSlot.renew and ScopeTimer.renew; MP8 */
inline renew(m) {
    if
    :: OWN_WORD == own && !poolDone ->
        n = now;
        do
        :: d_step { seen = OWN_MOMENT; tries++; assert(tries <= 2) };
            if
            :: seen >= CLAIMED -> break
            :: seen < CLAIMED && (IS_DUE(seen, n) || IS_DUE(m, n)) ->
                d_step {
                    DRAINED;
                    if
                    :: moment == seen ->
                        moment = seen | CLAIMED; ok = 1;
                        if :: IS_DUE(m, n) -> promised[life] = m :: else fi
                    :: else -> ok = 0
                    fi
                };
                if :: ok -> ok = 0; break :: else fi
            :: else ->
#ifdef FAILS
                if :: m != NEVER -> mayFail = 1; ensure(m); mayFail = 0 :: else fi;
                if :: failed -> d_step { failed = 0; isRenewed = 1 }; break :: else fi; /* throws: looks at nothing else */
#else
                if :: m != NEVER -> ensure(m) :: else fi;
#endif
#ifdef RENEW_BY_STORE
                d_step { DRAINED; moment = m; promised[life] = m; ok = 1 };
#else
                d_step { DRAINED; if :: moment == seen -> moment = m; promised[life] = m; ok = 1 :: else -> ok = 0 fi };
#endif
                if
                :: ok ->
                    d_step { ok = 0; isRenewed = 1 };
#ifdef FAILS
                    if :: m != NEVER -> if :: noMemory = 1 :: skip fi; ensure(m); noMemory = 0 :: else fi;
                    d_step {
                        DRAINED;
#ifndef NOT_UNDONE
                        if :: failed && moment == m -> moment = seen; promised[life] = seen :: else fi;
#endif
                        failed = 0
                    };
#elif !defined(NO_TIMER_REREAD)
                    if :: m != NEVER -> ensure(m) :: else fi;
#endif
                    break
                :: else
                fi
            fi
        od;
        skip;
        d_step { seen = 0; tries = 0 };
        if
        :: isRenewed -> isRenewed = 0
        :: else -> enter(inside); expire(inside, own, life) /* after a CAS, so the buffer is empty */
        fi;
        n = 0
    :: else
    fi
}

/* ScopeSlot.expire, of a thread that is inside */
inline expire(count, w, meant) {
    ok = (word == w);
    if
    :: ok -> claimIfDue(); if :: ok -> endAndLeave(count, w, 1, meant) :: else -> leave(count) fi
    :: else -> endAndLeave(count, w, 1, meant)
    fi
}

/* ScopeSlot.onDone; MP3 */
inline onDone() {
    if
    :: OWN_WORD == own && !poolDone ->
        d_step { DRAINED; cell = life };
#ifndef NO_ACTION_REREAD
        if
        :: word == own && !poolDone
        :: else -> d_step { if :: cell == life -> cell = 0; noteRun(life) :: else fi }
        fi;
#endif
        added = 1
    :: else
    fi
}

/* ScopeSlot.release */
inline release() {
    if :: cell != 0 -> buffer!toCell, 0 :: else fi;
#ifdef SAME_GENERATION
    storeWord(WORD(LIFE(own), FREE));
#else
    storeWord(WORD(LIFE(own) + 1, FREE));
#endif
    recycle()
}

active proctype Owner() {
    byte step, m, n, own, seen, old, cur, next, tries, repeats;
    bit ok, isRenewed;
    do
    :: step == 9 || (step == 5 && SECOND == 0) -> break
    :: else ->
        if
        :: step == 0 || step == 5 -> m = (step == 0 -> FIRST : SECOND); open(m)
        :: step == 1 || step == 2 || step == 6 ->
            m = (step == 1 -> RENEWED : (step == 2 -> AGAIN : LATE));
            if :: m != 0 -> renew(m) :: else fi
        :: step == 3 || step == 7 -> onDone()
        :: step == 4 || step == 8 -> release()
        fi;
        d_step { m = 0; step++ };
        if :: break :: skip fi
    od;
    skip;
    d_step { step = 0; own = 0; running-- }
}

/* ---- the wheel thread */

/* RecurringTimer.file and over; MP6 */
inline file(t, m) { d_step { assert(!IS(pending, t)); due[t] = m; isFiled = (m != NONE) } }

#define WANTED(t) (timer == t && !poolDone)
#define CAN_FIRE(t) (IS(pending, t) && due[t] <= now)
#define IS_IDLE !(CAN_FIRE(1) || CAN_FIRE(2) || CAN_FIRE(3) || CAN_FIRE(4) || CAN_FIRE(5))
#define FIRES(i) d_step { CAN_FIRE(i) -> t = i; pending = pending & ~BIT(i) }

/* WheelConsumer.run and ScopeTimer.run */
active proctype WheelThread() {
    byte t, n, seen, old, w, meant;
    bit ok, isFiled, isPast, isWanted;
fires:
    if
    :: running == 0 && DRAINED && now == LAST && IS_IDLE -> goto finished
    :: FIRES(1)
    :: FIRES(2)
    :: FIRES(3)
    :: FIRES(4)
    :: FIRES(5)
    fi;
    n = now; /* WheelConsumer.cycleNanos */
    enter(TASK_COUNT);
looks:
    skip;
    isWanted = WANTED(t);
    d_step { w = word; meant = life };
    seen = moment;
    isPast = (seen >= CLAIMED || IS_DUE(seen, n));
    if
    :: isWanted && isPast && CODE(w) == LIVE ->
        enter(TASK_COUNT); expire(TASK_COUNT, w, meant); ok = 0; goto looks
    :: else
    fi;
    file(t, (!isWanted || isPast || seen == NEVER -> NONE : seen));
#ifndef NO_WORD_REREAD
    if :: word != w -> goto changed :: else fi;
#endif
#ifndef NO_MOMENT_REREAD
    if :: moment != seen -> goto changed :: else fi;
#endif
#ifndef NO_WANTED_REREAD
    if :: WANTED(t) != isWanted -> goto changed :: else fi;
#endif
    goto leaves;
changed:
    skip;
    if :: isFiled -> goto looks :: else fi;
#ifdef TAKEN_BACK_BY_STORE
    file(t, n); goto looks;
#else
    d_step { if :: due[t] == NONE -> due[t] = n; ok = 1 :: else -> ok = 0 fi }; /* RecurringTimer.take */
    if :: ok -> ok = 0; goto looks :: else fi;
#endif
leaves:
    skip;
    leave(TASK_COUNT);
    if :: !isFiled -> goto returned :: else fi;
    d_step { assert(!IS(pending, t)); pending = pending | BIT(t) }; /* RecurringTimer.fileAgain */
#ifndef NOT_ASKED
    if
    :: WANTED(t)
    :: else ->
        d_step { ok = (IS(pending, t) != 0); pending = pending & ~BIT(t) };
        if :: ok -> file(t, NONE) :: else fi
    fi;
#endif
returned:
    skip;
    d_step { t = NONE; n = 0; seen = 0; w = 0; meant = 0; ok = 0; isFiled = 0; isPast = 0; isWanted = 0 };
    goto fires;
finished:
    skip;
    d_step {
        assert(CODE(word) != LIVE || poolDone || moment == NEVER || (moment < CLAIMED && moment > LAST)); /* MP4 */
        assert(!added || !(CODE(word) == ENDED || (CODE(word) == LIVE && poolDone)) || IS(ran, life)); /* MP3 */
        assert(hasFailed || ((pending & ~BIT(timer)) == 0 && (!poolDone || pending == 0))); /* MP7 */
        assert(inside == 0)
    }
}

active proctype Clock() {
    do
    :: now < LAST -> now++
    :: else -> break
    od
}

/* ScopeSlot.cancel or expire of the first life, and then endBelowEnded, with the first action of the view */
proctype Canceller() {
    byte n, seen, old, saw;
    bit ok;
    saw = word;
    if :: IS_OPEN(saw, 1) :: else -> goto returned fi;
    enter(CANCELLER_COUNT);
    if
    :: endAndLeave(CANCELLER_COUNT, WORD(1, LIVE), 0, 1)
    :: n = now; expire(CANCELLER_COUNT, WORD(1, LIVE), 1); n = 0
    fi;
    enter(CANCELLER_COUNT);
#ifndef NO_REREAD
    saw = word;
#endif
    if
    :: IS_OPEN(saw, 1) && (CODE(saw) == ENDED || poolDone) -> runActions(1)
    :: else
    fi;
    leave(CANCELLER_COUNT);
returned:
    skip;
    d_step { saw = 0; running-- }
}

/* ScopeWalk.run, without F9 */
proctype PoolEnd() {
    byte t, old;
    poolDone = 1;
    t = timer;
    if :: t != NONE -> cancelTimer(t); t = NONE :: else fi;
    runActions(0);
    running--
}

init {
    atomic {
#ifdef CANCEL
        run Canceller();
#endif
#ifdef POOL
        run PoolEnd();
#endif
        skip
    }
}
