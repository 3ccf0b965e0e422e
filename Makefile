# Curfew. `make` lists the targets.
.DEFAULT_GOAL := help
MVN := mvn -B -ntp
# Only warnings and errors; -q would hide the warning that failed the build.
MVN_QUIET := $(MVN) -Dorg.slf4j.simpleLogger.defaultLogLevel=warn

# The JDK that runs race tests, benchmarks and examples: its home. Maven follows JAVA_HOME.
JDK ?= $(JAVA_HOME)
JAVA := $(JDK:%=%/bin/)java
RUN_ON_JDK := JAVA_HOME="$(JDK)"

BENCH_JAVA = $(JAVA) -cp "target/classes:target/jmh-classes:$$(cat target/jmh.classpath)" $(JVM_ARGS)
BENCH_ARGS = $(BENCH:%=-Dbench='%') $(THREADS:%=-Dthreads=%) $(if $(filter-out 0 false,$(QUICK)),-Dquick=true)
# All that adds to a report, in this order.
HARNESSES = bench-tail bench-memory bench-lateness bench-owner $(if $(shell command -v go),bench-go) bench-matrix
# Of what BENCH= and THREADS= name there are no harnesses.
NARROWED = $(strip $(BENCH:%=BENCH=%) $(THREADS:%=THREADS=%))
# The questions that the design had left open, one class each: src/jmh/java/dev/curfew/bench/alternatives.
EXPERIMENTS := Links Values Stripes Tick FanOut TakeBack
EXPERIMENT_ARGS = -f 2 -wi 3 -w 300ms -i 4 -r 300ms -prof gc -foe true $(THREADS:%=-t %) $(if $(JVM_ARGS),-jvmArgsPrepend '$(JVM_ARGS)')
GATEWAY_JAVA = $(JAVA) $(HEAP) -cp "target/classes:target/examples-classes:$$(cat target/gateway.classpath)" $(JVM_ARGS)
TEST_ARGS = $(T:%=-Dtest='%') $(CORE:%=-Dcurfew.core=%) $(SEED:%=-Dseed=%) $(KILLS:%=-Dkills=%)
MODE ?= sanity

.PHONY: help build test soak model race race-share race-broken bench bench-smoke bench-lateness bench-owner bench-inbox-stall bench-tail bench-full bench-harnesses bench-matrix bench-profile bench-report bench-compare publish-bench bench-link-retention bench-experiment bench-experiments bench-memory bench-grpc-leak bench-go examples lint format javadoc ci clean bench-classes race-classes examples-classes demo gateway test-gateway

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-21s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## The jar, untested: target/curfew-*.jar
	$(MVN) package -DskipTests

test: ## Unit, contract and property tests. T=ClassTest#method CORE=lock-free|mutex SEED=n KILLS=n
	$(MVN) test $(TEST_ARGS)

model: ## Models of the lock-free core and of the wheel's wake, each state of them. Needs spin and a C compiler
	@.ci/model || { status=$$?; [ $$status = 77 ] || exit $$status; }

soak: ## Churn with everything going wrong now and then, on both cores. MINUTES=n (10) or SECONDS=n for each, SEED=n
	$(MVN) test -Dtest=SoakTest -Dsoak.seconds=$(or $(SECONDS),$$((60 * $(or $(MINUTES),10)))) $(SEED:%=-Dseed=%) -Dtest.timeout=0

race: race-classes ## Race tests (jcstress). MODE=sanity|quick|default|tough T=regex JDK=home
	@$(RUN_ON_JDK) .ci/race $(MODE) '$(T)'

race-share: race-classes ## A tenth of the race tests in quick mode, another one each day. SHARE=0..9 JDK=home
	@$(RUN_ON_JDK) SHARE='$(SHARE)' .ci/race share

race-broken: race-classes ## Deliberately broken variants, each of which must be caught. T=regex
	@$(RUN_ON_JDK) .ci/race broken '$(T)'

bench: bench-classes ## Benchmarks and the table of rivals. BENCH=regex THREADS=n QUICK=1 JDK=home JVM_ARGS=flags
	@$(BENCH_JAVA) $(BENCH_ARGS) dev.curfew.bench.BenchMain

bench-smoke: bench-classes ## Every benchmark and rival once: it must run, not be fast. Four minutes
	@$(BENCH_JAVA) dev.curfew.bench.report.ReportCheck
	@$(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.BenchMain
	@$(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.FiringLateness
	@$(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.OwnerCost
	@$(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.InboxStall
	@$(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.tail.TailMain
	@$(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.memory.MemoryMain
	@$(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.memory.GrpcListenerLeak
	@if command -v go >/dev/null; then $(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.golang.GoBench; \
		else echo "bench-go: not tried, go is not installed"; fi
	@$(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.alternatives.LinkRetention
	@$(BENCH_JAVA) org.openjdk.jmh.Main 'alternatives[.].*Experiment' -f 0 -wi 0 -i 1 -r 20ms -foe true -o target/bench-smoke/experiments.log
	@echo 'experiments: all ran, see target/bench-smoke/experiments.log'
	@$(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.MatrixMain
	@$(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.report.Report
	@$(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.report.Compare target/bench-smoke

bench-experiment: bench-classes ## An experiment and its table, 1 to 7 minutes. E=Links|Values|Stripes|Tick|FanOut|TakeBack THREADS=n JVM_ARGS=flags
	$(if $(filter $(EXPERIMENTS),$(E)),,$(error E= one of $(EXPERIMENTS)))
	$(call experiment,$(E))

bench-experiments: bench-classes ## All of them, one after the other: 15 minutes
	$(foreach e,$(EXPERIMENTS),$(call experiment,$(e)))
	@$(BENCH_JAVA) dev.curfew.bench.alternatives.LinkRetention

bench-link-retention: bench-classes ## What ended contexts that are kept retain, by design of the links: a minute
	@$(BENCH_JAVA) dev.curfew.bench.alternatives.LinkRetention

bench-lateness: bench-classes ## How late deadlines fire, in percentiles: three minutes
	@$(BENCH_JAVA) dev.curfew.bench.FiringLateness

bench-owner: bench-classes ## What the wheel's own thread costs, busy and idle: twenty seconds
	@$(BENCH_JAVA) dev.curfew.bench.OwnerCost

bench-inbox-stall: bench-classes ## What a stalled producer does to others, in each inbox: a minute
	@$(BENCH_JAVA) dev.curfew.bench.InboxStall

bench-tail: bench-classes ## Percentiles up to the worst under a hot parent: six minutes. BENCH=regex QUICK=1 JVM_ARGS='-Drate=n -Dseconds=n flags'
	@$(BENCH_JAVA) $(BENCH_ARGS) dev.curfew.bench.tail.TailMain

bench-profile: bench-classes ## Where the time of a benchmark goes, by perf. BENCH=regex ARGS='-p impl=curfew -t 2'
	@$(BENCH_JAVA) org.openjdk.jmh.Main '$(BENCH)' -f 1 -wi 5 -w 500ms -i 5 -r 1s -prof perfasm:events=cpu-clock $(ARGS)

bench-report: bench-classes ## The table and the page anew, with what was measured since
	@$(BENCH_JAVA) dev.curfew.bench.report.Report

bench-compare: bench-classes ## What got slower since a published run. BASE=folder of bench-results FORCE=1
	@$(BENCH_JAVA) $(FORCE:%=-Dforce=true) dev.curfew.bench.report.Compare '$(BASE)'

publish-bench: bench-classes ## The last run to bench-results, its tables to the READMEs. NAME=folder FORCE=1
	@$(BENCH_JAVA) -Dname='$(NAME)' $(FORCE:%=-Dforce=true) dev.curfew.bench.report.Publish

# What one stage cannot measure the others still do: the worst status is the exit's.
bench-full: bench-classes ## What is published: every row with five forks, an hour and a half, then bench-harnesses. BENCH=regex THREADS=n: rows only
	@worst=0; \
	$(BENCH_JAVA) -Dfull=true $(BENCH_ARGS) dev.curfew.bench.BenchMain || worst=$$?; \
	$(if $(NARROWED),echo "without bench-harnesses: only $(NARROWED) was asked for",$(call stage,bench-harnesses)); \
	exit $$worst

bench-harnesses: bench-classes ## All that adds to the report of the last bench, and the report: forty minutes
	@$(if $(shell command -v go),,echo "without Go's column: go is not installed";) \
	worst=0; \
	for stage in $(HARNESSES) bench-report; do $(call stage,$$stage); done; \
	exit $$worst

bench-matrix: bench-classes ## Each collector, on the oldest and the newest JDK found: twenty minutes
	@$(BENCH_JAVA) dev.curfew.bench.MatrixMain "$$(.ci/find-jdk 17)" "$$(.ci/find-jdk 25 || .ci/find-jdk 21)"

bench-memory: bench-classes ## Bytes of each kind of context, and what is retained of ten million ended ones: five minutes
	@$(BENCH_JAVA) dev.curfew.bench.memory.MemoryMain

bench-grpc-leak: bench-classes ## What io.grpc.Context keeps of ended children with a listener: ten seconds
	@$(BENCH_JAVA) dev.curfew.bench.memory.GrpcListenerLeak

bench-go: bench-classes ## Go's own context on the same work: four minutes. BENCH=regex THREADS=n QUICK=1
	@$(BENCH_JAVA) $(BENCH_ARGS) dev.curfew.bench.golang.GoBench

examples: ## Run each program of src/examples but the gateway
	@$(MVN_QUIET) -Pexamples package -DskipTests
	@$(RUN_ON_JDK) .ci/examples

# The load generator's heap does not grow while it measures. The gateways get the same.
demo: HEAP := -Xms128m -Xmx128m -XX:+AlwaysPreTouch
demo: examples-classes ## The gateway under load with both cores, side by side, and proof that nothing is left: two minutes. BACKENDS=local|grpc WHEEL=own|loop RATE=n SECONDS=n QUICK=1 JVM_ARGS=flags
	@$(GATEWAY_JAVA) dev.curfew.examples.gateway.load.Demo $(BACKENDS:%=--backends=%) $(WHEEL:%=--wheel=%) $(RATE:%=--rate=%) $(SECONDS:%=--seconds=%) $(if $(filter-out 0 false,$(QUICK)),--quick)

gateway: examples-classes ## The gateway alone, for curl and load tools, until interrupted. PORT=8080 BACKENDS=local|grpc WHEEL=own|loop CORE=lock-free|mutex ARGS='--never-acknowledged=1'
	@$(GATEWAY_JAVA) $(CORE:%=-Dcurfew.core=%) dev.curfew.examples.gateway.Gateway $(PORT:%=--port=%) $(BACKENDS:%=--backends=%) $(WHEEL:%=--wheel=%) $(ARGS)

test-gateway: examples-classes ## Tests of the gateway: bad input, clients that vanish, the page in a browser. T=ClassTest#method SEED=n
	$(MVN) -Pexamples surefire:test@examples $(T:%=-Dtest='%') $(SEED:%=-Dseed=%)

lint: ## Format check, Error Prone, NullAway. LINT_JDK=home of a JDK 21 or later, if it is not found
	@.ci/lint

format: ## Format the sources
	@$(MVN_QUIET) spotless:apply

javadoc: ## The API's documentation: target/reports/apidocs
	@$(MVN_QUIET) compile javadoc:javadoc

ci: ## All of it, as CI does
	@.ci/run

clean: ## Remove target
	@$(MVN_QUIET) clean

race-classes:
	@$(MVN_QUIET) -Prace test-compile -DskipTests

examples-classes:
	@$(MVN_QUIET) -Pexamples test-compile -DskipTests

bench-classes:
	@$(MVN_QUIET) -Pbench test-compile -DskipTests

# A target with all that it has, whatever this run was narrowed to; built it is already.
stage = $(MAKE) --no-print-directory -o bench-classes BENCH= THREADS= QUICK= $(1) \
	|| { status=$$?; echo "$(1) FAILED, exit status $$status"; [ $$status -le $$worst ] || worst=$$status; }

define experiment
	@mkdir -p target/bench
	@$(BENCH_JAVA) org.openjdk.jmh.Main 'alternatives[.]$(1)Experiment' $(EXPERIMENT_ARGS) \
		-rf json -rff target/bench/experiment-$(1).json -o target/bench/experiment-$(1).log
	@$(BENCH_JAVA) dev.curfew.bench.report.ExperimentTable target/bench/experiment-$(1).json

endef
