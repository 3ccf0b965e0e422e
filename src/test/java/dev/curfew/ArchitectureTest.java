package dev.curfew;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.curfew.internal.Classes;
import dev.curfew.internal.StackRoom;
import dev.curfew.kit.ChildJvm;
import org.agrona.concurrent.NanoClock;
import org.junit.jupiter.api.Test;

/** Which packages may depend on which. */
class ArchitectureTest {

    private static final String API = "dev.curfew";
    private static final String INTERNAL = "dev.curfew.internal";
    private static final String LOCK_FREE = "dev.curfew.internal.lockfree";
    private static final String WHEEL = "dev.curfew.internal.wheel";
    private static final String MUTEX = "dev.curfew.internal.mutex";
    private static final String GRPC = "dev.curfew.grpc";
    private static final String CONCURRENT = "dev.curfew.concurrent";
    private static final String JDK = "dev.curfew.jdk";
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
                .onlyDependOnClassesThat(anyOf(API, INTERNAL, "org.agrona", "org.agrona.concurrent"))
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
                .onlyDependOnClassesThat(anyOf(MUTEX, API, INTERNAL, "org.agrona", "org.agrona.concurrent"))
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
                .onlyDependOnClassesThat(anyOf(LOCK_FREE, API, INTERNAL, WHEEL, "org.agrona.."))
                .check(LIBRARY);
    }

    /** The wheel fires tasks. It may use the helpers that the cores share, and names no context. */
    @Test
    void theWheelKnowsNoContexts() {
        classes()
                .that()
                .resideInAnyPackage("dev.curfew.wheel", WHEEL)
                .should()
                .onlyDependOnClassesThat(anyOf("dev.curfew.wheel", WHEEL, INTERNAL, "org.agrona.."))
                .check(LIBRARY);
    }

    /** The cores do not build on the public wheel, which adds checks and an {@code Agent} to {@code TimerQueue}. */
    @Test
    void thePublicWheelIsAProductOfItsOwn() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.curfew.wheel")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("dev.curfew.wheel.TimingWheel")
                .check(LIBRARY);
    }

    @Test
    void onlyTheLockFreeCoreAndThePublicWheelUseTheWheel() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.curfew.wheel", WHEEL, LOCK_FREE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(WHEEL)
                .check(LIBRARY);
    }

    /** It needs the JDK alone, and no core. */
    @Test
    void blockingAndTasksDependOnTheApiOnly() {
        classes()
                .that()
                .resideInAPackage(CONCURRENT)
                .should()
                .onlyDependOnClassesThat(anyOf(CONCURRENT, API, INTERNAL))
                .check(LIBRARY);
        noClasses()
                .that()
                .resideOutsideOfPackage(CONCURRENT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CONCURRENT)
                .check(LIBRARY);
    }

    @Test
    void theSeamDependsOnTheApiOnly() {
        classes()
                .that()
                .resideInAPackage(INTERNAL)
                .should()
                .onlyDependOnClassesThat(anyOf(INTERNAL, API, "org.agrona", "org.agrona.concurrent"))
                .check(LIBRARY);
        noClasses()
                .that()
                .resideInAPackage(INTERNAL)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.agrona.concurrent.SystemNanoClock")
                .check(LIBRARY);
    }

    @Test
    void theIntegrationWithGrpcDependsOnTheApiOnGrpcsAndOnTheRoomOfAStack() {
        classes()
                .that()
                .resideInAPackage(GRPC)
                .should()
                .onlyDependOnClassesThat(anyOf(GRPC, API, "io.grpc")
                        .or(JavaClass.Predicates.equivalentTo(NanoClock.class))
                        .or(JavaClass.Predicates.equivalentTo(StackRoom.class))
                        .or(JavaClass.Predicates.equivalentTo(Classes.class)))
                .check(LIBRARY);
    }

    @Test
    void nothingElseNeedsGrpc() {
        noClasses()
                .that()
                .resideOutsideOfPackage(GRPC)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(GRPC, "io.grpc..")
                .check(LIBRARY);
    }

    @Test
    void theIntegrationWithTheJdkDependsOnTheApi() {
        classes()
                .that()
                .resideInAPackage(JDK)
                .should()
                .onlyDependOnClassesThat(anyOf(JDK, API, INTERNAL))
                .check(LIBRARY);
    }

    /** A consumer of the rest needs neither of these modules. */
    @Test
    void nothingElseNeedsHttpOrSql() {
        noClasses()
                .that()
                .resideOutsideOfPackage(JDK)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(JDK, "java.net.http..", "java.sql..", "javax.sql..")
                .check(LIBRARY);
    }

    @Test
    void nothingUsesUnsafe() {
        noClasses()
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "any form of Unsafe",
                        type -> type.getName().matches("(sun\\.misc|jdk\\.internal\\.misc)\\.Unsafe")
                                || type.getName().startsWith("org.agrona.UnsafeApi")
                                || type.getName().startsWith("org.jctools.util.Unsafe")))
                .check(LIBRARY);
    }

    @Test
    void theCoresAreFreeOfCyclesAmongPackages() {
        SlicesRuleDefinition.slices()
                .matching("dev.curfew.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(LIBRARY);
    }
}
