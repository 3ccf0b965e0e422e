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
BENCH_ARGS = $(BENCH:%=-Dbench='%') $(THREADS:%=-Dthreads=%) $(QUICK:%=-Dquick=true)
TEST_ARGS = $(T:%=-Dtest='%') $(CORE:%=-Dcurfew.core=%) $(SEED:%=-Dseed=%)
MODE ?= sanity

.PHONY: help build test race race-broken bench bench-smoke bench-lateness bench-owner bench-inbox-stall bench-memory bench-grpc-leak bench-go examples lint format javadoc ci clean bench-classes race-classes

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## The jar, untested: target/curfew-*.jar
	$(MVN) package -DskipTests

test: ## Unit, contract and property tests. T=ClassTest#method CORE=lock-free|mutex SEED=n
	$(MVN) test $(TEST_ARGS)

race: race-classes ## Race tests (jcstress). MODE=sanity|quick|default|tough T=regex JDK=home
	@$(RUN_ON_JDK) .ci/race $(MODE) '$(T)'

race-broken: race-classes ## Deliberately broken variants, each of which must be caught. T=regex
	@$(RUN_ON_JDK) .ci/race broken '$(T)'

bench: bench-classes ## Benchmarks and the table of rivals. BENCH=regex THREADS=n QUICK=1 JDK=home JVM_ARGS=flags
	@$(BENCH_JAVA) $(BENCH_ARGS) dev.curfew.bench.BenchMain

bench-smoke: bench-classes ## Every benchmark once: it must run, not be fast
	@$(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.BenchMain
	@$(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.FiringLateness
	@$(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.OwnerCost
	@$(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.InboxStall
	@$(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.memory.MemoryMain
	@$(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.memory.GrpcListenerLeak
	@if command -v go >/dev/null; then $(BENCH_JAVA) -Dsmoke=true dev.curfew.bench.golang.GoBench; \
		else echo "bench-go: not tried, go is not installed"; fi

bench-lateness: bench-classes ## How late deadlines fire, in percentiles: two minutes
	@$(BENCH_JAVA) dev.curfew.bench.FiringLateness

bench-owner: bench-classes ## What the wheel's own thread costs, busy and idle: twenty seconds
	@$(BENCH_JAVA) dev.curfew.bench.OwnerCost

bench-inbox-stall: bench-classes ## What a stalled producer does to others, in each inbox: a minute
	@$(BENCH_JAVA) dev.curfew.bench.InboxStall

bench-memory: bench-classes ## Bytes of each kind of context, and what is retained of ten million ended ones: five minutes
	@$(BENCH_JAVA) dev.curfew.bench.memory.MemoryMain

bench-grpc-leak: bench-classes ## What io.grpc.Context keeps of ended children with a listener: ten seconds
	@$(BENCH_JAVA) dev.curfew.bench.memory.GrpcListenerLeak

bench-go: bench-classes ## Go's own context on the same work: five minutes. BENCH=regex THREADS=n QUICK=1
	@$(BENCH_JAVA) $(BENCH_ARGS) dev.curfew.bench.golang.GoBench

examples: ## Run each program of src/examples
	@$(MVN_QUIET) -Pexamples package -DskipTests
	@$(RUN_ON_JDK) .ci/examples

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

bench-classes:
	@$(MVN_QUIET) -Pbench test-compile -DskipTests
