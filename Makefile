# Curfew. `make` lists the targets.
.DEFAULT_GOAL := help
# `make MAVEN=./mvnw …` downloads Maven first.
MAVEN ?= mvn
MVN := $(MAVEN) -B -ntp
# Only warnings and errors; -q would hide the warning that failed the build.
MVN_QUIET := $(MVN) -Dorg.slf4j.simpleLogger.defaultLogLevel=warn
# All projects of this repository: `mvn` alone builds the library.
ALL := -f build/pom.xml

# The JDK that runs race tests, benchmarks and examples: its home. Maven follows JAVA_HOME.
JDK ?= $(JAVA_HOME)
JAVA := $(JDK:%=%/bin/)java
RUN_ON_JDK := JAVA_HOME="$(JDK)"

BENCH_JAVA = $(JAVA) -cp "src/jmh/target/classes:$$(cat src/jmh/target/classpath)" $(JVM_ARGS)
BENCH_PROGRAM = $(BENCH_JAVA) dev.curfew.bench.Bench
BENCH_ARGS = $(BENCH:%=--bench='%') $(THREADS:%=--threads=%) $(FORKS:%=--forks=%) $(if $(filter-out 0 false,$(QUICK)),--quick)
# The JDKs that collectors are compared on: the oldest and the newest that are found.
BENCH_JDKS = "$$(.ci/find-jdk 17)" "$$(.ci/find-jdk 25 || .ci/find-jdk 21)"
GATEWAY_JAVA = $(JAVA) $(HEAP) -cp "examples/gateway/target/classes:$$(cat examples/gateway/target/classpath)" $(JVM_ARGS)
TEST_ARGS = $(T:%=-Dtest='%') $(CORE:%=-Dcurfew.core=%) $(SEED:%=-Dseed=%) $(KILLS:%=-Dkills=%) $(POSTGRES:%=-Dpostgres='%')
MODE ?= sanity

.PHONY: help build test soak soak-scopes race race-broken bench bench-compare publish-bench bench-profile examples lint format javadoc clean bench-classes race-classes gateway-classes demo gateway

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-21s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Everything, untested. The library: target/curfew-*.jar
	$(MVN) $(ALL) package -DskipTests

test: ## Tests of the library and of the benchmarks' report. T=ClassTest#method, of the library CORE=lock-free|mutex SEED=n KILLS=n; PROJECT=gateway|jmh: of that one
	$(MVN) $(if $(PROJECT),$(ALL) -pl :curfew-$(PROJECT) -am -Dlibrary.tests.skip,$(if $(T),,$(ALL) -pl :curfew,:curfew-jmh)) test $(TEST_ARGS)

soak: ## Churn with everything going wrong now and then, on both cores. MINUTES=n (10) or SECONDS=n for each, SEED=n
	$(MVN) test -Dtest=SoakTest -Dsoak.seconds=$(or $(SECONDS),$$((60 * $(or $(MINUTES),10)))) $(SEED:%=-Dseed=%) -Dtest.timeout=0

soak-scopes: ## Scopes of a pool reused at full speed, and a model of them: some millions of lives a second. MINUTES=n (30) or SECONDS=n for each kind of wheel thread, SEED=n KIND=OWN_THREAD|DUTY_CYCLE
	$(MVN) test -Dtest=ScopeSoakTest -Dsoak.seconds=$(or $(SECONDS),$$((60 * $(or $(MINUTES),30)))) $(SEED:%=-Dseed=%) $(KIND:%=-Dsoak.kind=%) -Dtest.timeout=0

race: race-classes ## Race tests (jcstress). MODE=sanity|quick|default|tough T=regex JDK=home; MODE=share: a twentieth in quick mode, another one each day, or SHARE=0..19
	@$(RUN_ON_JDK) SHARE='$(SHARE)' .ci/race $(MODE) '$(T)'

race-broken: race-classes ## Deliberately broken variants, each of which must be caught. T=regex
	@$(RUN_ON_JDK) .ci/race broken '$(T)'

bench: bench-classes ## Benchmarks beside the alternatives: a table. BENCH=regex THREADS=n|max FORKS=n QUICK=1 JDK=home JVM_ARGS=flags. `make bench-help` lists bench-smoke, bench-full, the probes and others
	@$(BENCH_PROGRAM) suite $(BENCH_ARGS) $(ARGS)

bench-compare: bench-classes ## What got slower since a published run. BASE=folder of bench-results FORCE=1
	@$(BENCH_PROGRAM) compare '$(BASE)' $(FORCE:%=--force)

publish-bench: bench-classes ## The last run to bench-results, its table to the README. NAME=folder FORCE=1
	@$(BENCH_PROGRAM) publish --name='$(NAME)' $(FORCE:%=--force)

# Where the time of a benchmark goes, by perf.
bench-profile: bench-classes
	@$(BENCH_JAVA) org.openjdk.jmh.Main '$(BENCH)' -f 1 -wi 5 -w 500ms -i 5 -r 1s -prof perfasm:events=cpu-clock $(ARGS)

# Other commands of the program.
bench-full bench-matrix bench-probes: ARGS = $(BENCH_JDKS)
bench-cascade bench-cold bench-full bench-go bench-help bench-lateness bench-layouts bench-matrix bench-memory bench-probes bench-report bench-smoke bench-tail bench-wheel-thread: bench-%: bench-classes
	@$(BENCH_PROGRAM) $* $(BENCH_ARGS) $(ARGS)

examples: ## Run each program of examples/programs
	@$(MVN_QUIET) $(ALL) -pl :curfew-programs -am package -DskipTests
	@$(RUN_ON_JDK) .ci/examples

# The load generator's heap does not grow while it measures. The gateways get the same.
demo: HEAP := -Xms128m -Xmx128m -XX:+AlwaysPreTouch
demo: gateway-classes ## The gateway under load with both cores, side by side, and proof that nothing is left: two minutes. BACKENDS=local|grpc WHEEL=own|loop RATE=n SECONDS=n QUICK=1 JVM_ARGS=flags
	@$(GATEWAY_JAVA) dev.curfew.examples.gateway.load.Demo $(BACKENDS:%=--backends=%) $(WHEEL:%=--wheel=%) $(RATE:%=--rate=%) $(SECONDS:%=--seconds=%) $(if $(filter-out 0 false,$(QUICK)),--quick)

gateway: gateway-classes ## The gateway alone, for curl and load tools, until interrupted. PORT=8080 BACKENDS=local|grpc WHEEL=own|loop CORE=lock-free|mutex ARGS='--never-acknowledged=1'
	@$(GATEWAY_JAVA) $(CORE:%=-Dcurfew.core=%) dev.curfew.examples.gateway.Gateway $(PORT:%=--port=%) $(BACKENDS:%=--backends=%) $(WHEEL:%=--wheel=%) $(ARGS)

lint: ## Format check, Error Prone, NullAway. LINT_JDK=home of a JDK 21 or later, if it is not found
	@.ci/lint

format: ## Format the sources
	@$(MVN_QUIET) spotless:apply

javadoc: ## The API's documentation: target/reports/apidocs
	@.ci/javadoc

clean: ## Remove each target
	@$(MVN_QUIET) $(ALL) clean

race-classes:
	@$(MVN_QUIET) $(ALL) -pl :curfew-jcstress -am compile

gateway-classes:
	@$(MVN_QUIET) $(ALL) -pl :curfew-gateway -am compile

bench-classes:
	@$(MVN_QUIET) $(ALL) -pl :curfew-jmh -am compile
