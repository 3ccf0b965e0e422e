package dev.curfew;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.curfew.kit.ChildJvm;
import org.agrona.concurrent.NanoClock;
import org.junit.jupiter.api.Test;

/** Who may depend on whom. */
class ArchitectureTest {

    private static final String API = "dev.curfew";
    private static final String SPI = "dev.curfew.spi";
    private static final String LOCK_FREE = "dev.curfew.lockfree";
    private static final String MUTEX = "dev.curfew.mutex";
    private static final String GRPC = "dev.curfew.grpc";
    private static final String[] JDK_AND_ANNOTATIONS = {"java..", "org.jspecify.annotations"};

    private static final JavaClasses LIBRARY = new ClassFileImporter().importPath(ChildJvm.libraryLocation());

    private static DescribedPredicate<JavaClass> anyOf(String... packages) {
        DescribedPredicate<JavaClass> result = JavaClass.Predicates.resideInAnyPackage(JDK_AND_ANNOTATIONS);
        return result.or(JavaClass.Predicates.resideInAnyPackage(packages)).or(arraysOf(result));
    }

    private static DescribedPredicate<JavaClass> arraysOf(DescribedPredicate<JavaClass> component) {
        return DescribedPredicate.describe(
                "arrays and primitives", type -> type.isPrimitive() || component.test(type.getBaseComponentType()));
    }

    @Test
    void theApiDependsOnTheJdkAndOnAgronasInterfaces() {
        classes()
                .that()
                .resideInAPackage(API)
                .and()
                .doNotHaveFullyQualifiedName(ContextRuntime.class.getName())
                .should()
                .onlyDependOnClassesThat(anyOf(API, SPI, "org.agrona", "org.agrona.concurrent"))
                .check(LIBRARY);
        noClasses()
                .that()
                .resideInAPackage(API)
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "concrete classes of Agrona but for the system's clocks",
                        type -> type.getPackageName().startsWith("org.agrona")
                                && !type.isInterface()
                                && !type.getSimpleName().matches("System(Epoch)?NanoClock")))
                .check(LIBRARY);
    }

    @Test
    void onlyTheRuntimeNamesTheCores() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ContextRuntime.class.getName())
                .and()
                .resideOutsideOfPackages(LOCK_FREE, MUTEX)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(LOCK_FREE, MUTEX)
                .check(LIBRARY);
    }

    @Test
    void theCoresDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage(LOCK_FREE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(MUTEX)
                .check(LIBRARY);
        noClasses()
                .that()
                .resideInAPackage(MUTEX)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(LOCK_FREE)
                .check(LIBRARY);
    }

    @Test
    void theMutexCoreDependsOnTheApiOnly() {
        classes()
                .that()
                .resideInAPackage(MUTEX)
                .should()
                .onlyDependOnClassesThat(anyOf(MUTEX, API, SPI, "org.agrona", "org.agrona.concurrent"))
                .check(LIBRARY);
        noClasses()
                .that()
                .resideInAPackage(MUTEX)
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "anything of Agrona but the interfaces in the API",
                        type -> type.getPackageName().startsWith("org.agrona")
                                && !type.getSimpleName().matches("NanoClock|ErrorHandler|Agent")))
                .check(LIBRARY);
    }

    @Test
    void theLockFreeCoreDependsOnTheApiAndOnLibrariesMadeForIt() {
        classes()
                .that()
                .resideInAPackage(LOCK_FREE)
                .should()
                .onlyDependOnClassesThat(
                        anyOf(LOCK_FREE, API, SPI, "dev.curfew.wheel..", "org.agrona..", "org.jctools.."))
                .check(LIBRARY);
    }

    @Test
    void theWheelIsUsableAlone() {
        classes()
                .that()
                .resideInAPackage("dev.curfew.wheel..")
                .should()
                .onlyDependOnClassesThat(anyOf("dev.curfew.wheel..", "org.agrona..", "org.jctools.."))
                .check(LIBRARY);
    }

    @Test
    void theSeamDependsOnTheApiOnly() {
        classes()
                .that()
                .resideInAPackage(SPI)
                .should()
                .onlyDependOnClassesThat(anyOf(SPI, API, "org.agrona", "org.agrona.concurrent"))
                .check(LIBRARY);
        noClasses()
                .that()
                .resideInAPackage(SPI)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.agrona.concurrent.SystemNanoClock")
                .check(LIBRARY);
    }

    @Test
    void theIntegrationWithGrpcDependsOnTheApiAndOnGrpcs() {
        classes()
                .that()
                .resideInAPackage(GRPC)
                .should()
                .onlyDependOnClassesThat(
                        anyOf(GRPC, API, "io.grpc").or(JavaClass.Predicates.equivalentTo(NanoClock.class)))
                .check(LIBRARY);
    }

    @Test
    void nobodyElseNeedsGrpc() {
        noClasses()
                .that()
                .resideOutsideOfPackage(GRPC)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(GRPC, "io.grpc..")
                .check(LIBRARY);
    }

    @Test
    void nothingUsesUnsafe() {
        noClasses()
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "Unsafe in whatever guise",
                        type -> type.getName().matches("(sun\\.misc|jdk\\.internal\\.misc)\\.Unsafe")
                                || type.getName().startsWith("org.agrona.UnsafeApi")
                                || type.getName().startsWith("org.jctools.util.Unsafe")))
                .check(LIBRARY);
    }

    @Test
    void theCoresAreFreeOfCyclesAmongPackages() {
        SlicesRuleDefinition.slices()
                .matching("dev.curfew.(lockfree|mutex|wheel)..")
                .should()
                .beFreeOfCycles()
                .check(LIBRARY);
    }
}
