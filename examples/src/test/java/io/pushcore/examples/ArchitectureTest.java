package io.pushcore.examples;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The arrows between modules and packages, and the habits of the code, as {@code docs/architecture.md} states them. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.pushcore");

    /** Of the JDK or of a library that is only annotations or logging. */
    private static final DescribedPredicate<JavaClass> PLATFORM = resideInAnyPackage(
                    "java..", "javax..", "org.jspecify.annotations", "org.slf4j")
            .or(DescribedPredicate.describe("primitive", JavaClass::isPrimitive))
            .or(DescribedPredicate.describe("array of it", JavaClass::isArray));

    /** The examples of applications that have words, and one a Netty server, of their own. */
    private static final DescribedPredicate<JavaClass> IS_CHAT = DescribedPredicate.describe(
            "of the examples about rooms",
            one -> one.getName().matches("io\\.pushcore\\.examples\\.(Chat(Room|Pages)|SocketIoRoom).*"));

    private static final Pattern DECLARED_PACKAGE = Pattern.compile("^package ([a-z.]+);", Pattern.MULTILINE);

    /** Words that PushCore has another one for, or none at all. */
    private static final Set<String> UNUSED_WORDS = Set.of(
            "topic", "topics", "room", "rooms", "queue", "queues", "manager", "helper", "util", "utils", "impl",
            "core");

    /** Programs beside the product, which none of the others see. */
    private static final Set<String> PROGRAMS = Set.of("io.pushcore.benchmarks", "io.pushcore.chaos");

    /** What a dialect's own protocol calls a thing, its classes and settings may call it too. */
    private static final Map<Pattern, Set<String>> WORDS_OF_DIALECTS = Map.of(
            Pattern.compile("(?i)go_?push"), Set.of("room", "rooms"),
            Pattern.compile("(?i)xiucall"), Set.of("queue", "queues"));

    @Test
    void allPackagesAreSeen() {
        Set<String> declared = new TreeSet<>();
        for (Path source : Checkout.mainSources()) {
            Matcher matcher = DECLARED_PACKAGE.matcher(Checkout.text(source));
            if (matcher.find() && !PROGRAMS.contains(matcher.group(1))) {
                declared.add(matcher.group(1));
            }
        }
        Set<String> seen = new TreeSet<>();
        CLASSES.forEach(one -> seen.add(one.getPackageName()));
        seen.removeIf(PROGRAMS::contains);
        assertThat(declared).contains("io.pushcore", "io.pushcore.engine", "io.pushcore.netty");
        assertThat(seen).isEqualTo(declared);
    }

    @Test
    void theApiSeesTheJdkOnly() {
        only("io.pushcore", "io.pushcore", "io.pushcore.transport", "io.pushcore.peer");
        only("io.pushcore.transport", "io.pushcore", "io.pushcore.transport");
        only("io.pushcore.peer", "io.pushcore", "io.pushcore.peer");
        only("io.pushcore.file", "io.pushcore", "io.pushcore.file");
    }

    @Test
    void theStorageInterfaceSeesTheApi() {
        only("io.pushcore.storage", "io.pushcore", "io.pushcore.storage", "org.roaringbitmap.longlong");
    }

    @Test
    void theTestKitSeesTheStorageInterface() {
        only(
                "io.pushcore.storage.tck",
                "io.pushcore",
                "io.pushcore.storage",
                "io.pushcore.storage.tck",
                "org.junit.jupiter.api..",
                "org.opentest4j",
                "org.assertj.core..");
    }

    @Test
    void theTestKitOfCarriersSeesTheApi() {
        only(
                "io.pushcore.peer.tck",
                "io.pushcore",
                "io.pushcore.peer",
                "io.pushcore.peer.tck",
                "org.junit.jupiter.api..",
                "org.assertj.core..");
    }

    @Test
    void theEngineSeesApiAndStorageInterface() {
        only(
                "io.pushcore.engine",
                "io.pushcore",
                "io.pushcore.transport",
                "io.pushcore.peer",
                "io.pushcore.storage",
                "io.pushcore.engine",
                "io.pushcore.engine.cluster",
                "io.pushcore.engine.inbox",
                "io.pushcore.engine.session",
                "com.github.benmanes.caffeine.cache");
    }

    @Test
    void memorySeesTheStorageInterface() {
        only("io.pushcore.memory", "io.pushcore", "io.pushcore.storage", "io.pushcore.memory");
    }

    @Test
    void diskSeesTheStorageInterfaceAndItsDatabase() {
        only("io.pushcore.disk", "io.pushcore", "io.pushcore.storage", "io.pushcore.disk", "org.rocksdb");
        noClasses()
                .that()
                .resideOutsideOfPackage("io.pushcore.disk")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.rocksdb..")
                .check(CLASSES);
    }

    @Test
    void jdbcSeesTheStorageInterfaceAndNoDriver() {
        only("io.pushcore.jdbc", "io.pushcore", "io.pushcore.storage", "io.pushcore.jdbc..");
        only("io.pushcore.jdbc.postgresql", "io.pushcore", "io.pushcore.storage", "io.pushcore.jdbc.postgresql");
    }

    @Test
    void hintsThroughPostgresSeeTheApiAndTheDriver() {
        only("io.pushcore.jdbc.peer", "io.pushcore", "io.pushcore.peer", "io.pushcore.jdbc.peer", "org.postgresql");
    }

    @Test
    void tokensSeeTheApiAndNoEngine() {
        only("io.pushcore.jwt", "io.pushcore", "io.pushcore.jwt", "com.nimbusds..");
        noClasses()
                .that()
                .resideOutsideOfPackage("io.pushcore.jwt")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.nimbusds..")
                .check(CLASSES);
    }

    @Test
    void theCallbackSeesTheApi() {
        only(
                "io.pushcore.callback",
                "io.pushcore",
                "io.pushcore.callback",
                "com.github.benmanes.caffeine.cache",
                "tools.jackson.core..");
    }

    @Test
    void transportsSeeTheApiAndNoEngine() {
        only(
                "io.pushcore.netty",
                "io.pushcore",
                "io.pushcore.transport",
                "io.pushcore.netty..",
                "io.pushcore.socketio",
                "io.netty..");
        only("io.pushcore.socketio", "io.pushcore", "io.pushcore.socketio");
        only("io.pushcore.netty.text", "io.pushcore", "io.pushcore.netty.text");
    }

    @Test
    void dialectsSeeNoSocketLibrary() {
        only(
                "io.pushcore.netty.line",
                "io.pushcore",
                "io.pushcore.transport",
                "io.pushcore.netty.line",
                "io.pushcore.netty.text");
        only(
                "io.pushcore.netty.http",
                "io.pushcore",
                "io.pushcore.transport",
                "io.pushcore.netty.http",
                "io.pushcore.netty.text",
                "tools.jackson.core..");
        only(
                "io.pushcore.netty.centrifuge",
                "io.pushcore",
                "io.pushcore.transport",
                "io.pushcore.netty.centrifuge",
                "io.pushcore.netty.http",
                "io.pushcore.netty.text",
                "tools.jackson.core..");
        only(
                "io.pushcore.netty.socketio",
                "io.pushcore",
                "io.pushcore.transport",
                "io.pushcore.socketio",
                "io.pushcore.netty.socketio",
                "io.pushcore.netty.http",
                "io.pushcore.netty.text",
                "tools.jackson.core..",
                "org.slf4j");
    }

    @Test
    void dialectsWithAnAdminPortSeeNoSocketLibrary() {
        for (String dialect : List.of("gopush", "ipush", "pushd")) {
            only(
                    "io.pushcore.netty." + dialect,
                    "io.pushcore",
                    "io.pushcore.transport",
                    "io.pushcore.netty.admin",
                    "io.pushcore.netty.http",
                    dialect.equals("pushd") ? "io.pushcore.netty.line" : "io.pushcore.netty.text",
                    "tools.jackson.core..");
        }
    }

    @Test
    void minipushSeesNoSocketLibrary() {
        only(
                "io.pushcore.netty.minipush",
                "io.pushcore",
                "io.pushcore.transport",
                "io.pushcore.netty.minipush",
                "io.pushcore.netty.http",
                "io.pushcore.netty.text",
                "tools.jackson.core..");
    }

    @Test
    void xiucallSeesNoSocketLibrary() {
        only(
                "io.pushcore.netty.xiucall",
                "io.pushcore",
                "io.pushcore.transport",
                "io.pushcore.netty.xiucall",
                "io.pushcore.netty.admin",
                "io.pushcore.netty.socketio",
                "io.pushcore.netty.http",
                "io.pushcore.netty.text",
                "tools.jackson.core..");
    }

    @Test
    void theAdminPortSeesTheApiAndHttp() {
        only(
                "io.pushcore.netty.admin",
                "io.pushcore",
                "io.pushcore.transport",
                "io.pushcore.netty.admin",
                "io.pushcore.netty.http");
    }

    @Test
    void metersSeeTheApiAndMicrometer() {
        only(
                "io.pushcore.micrometer",
                "io.pushcore",
                "io.pushcore.transport",
                "io.pushcore.micrometer",
                "io.micrometer.core.instrument..");
    }

    @Test
    void kafkaSeesTheApiAndItsClientAndStaysInItsModule() {
        only("io.pushcore.kafka", "io.pushcore", "io.pushcore.kafka", "org.apache.kafka..");
        noClasses()
                .that()
                .resideOutsideOfPackage("io.pushcore.kafka")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void redisSeesTheApiAndItsClientAndStaysInItsModule() {
        only("io.pushcore.redis", "io.pushcore", "io.pushcore.peer", "io.pushcore.redis", "io.lettuce.core..");
        noClasses()
                .that()
                .resideOutsideOfPackage("io.pushcore.redis")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lettuce..")
                .check(CLASSES);
    }

    @Test
    void nettyStaysInItsModule() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.pushcore.netty..")
                .and(DescribedPredicate.not(IS_CHAT))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass one) {
                        return SliceIdentifier.of(one.getPackageName());
                    }

                    @Override
                    public String getDescription() {
                        return "packages";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void onlyProgramsPrint() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.pushcore.cli", "io.pushcore.examples", "io.pushcore.benchmarks..")
                .should(ACCESS_STANDARD_STREAMS)
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAThingIs() {
        classes()
                .should()
                .haveNameNotMatching(".*(Impl|Manager|Utils?|Helper|Data|Common)(\\$.*)?")
                .check(CLASSES);
    }

    @Test
    void oneWordPerThing() {
        List<String> found = new ArrayList<>();
        for (JavaClass one : CLASSES) {
            if (one.isAnonymousClass()
                    || one.getPackageName().startsWith("io.pushcore.benchmarks")
                    || IS_CHAT.test(one)) {
                continue;
            }
            check(one.getSimpleName(), one.getName(), found);
            for (JavaMember member : one.getMembers()) {
                check(member.getName(), member.getFullName(), found);
            }
        }
        assertThat(found).as("words that have another word").isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> packages = new TreeSet<>();
        CLASSES.forEach(one -> packages.add(one.getPackageName()));
        assertThat(packages)
                .allSatisfy(
                        name -> assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class))
                                .as(name)
                                .isTrue());
    }

    @Test
    void nothingIsSerialized() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ObjectOutputStream.class)
                .check(CLASSES);
        assertThat(CLASSES)
                .noneMatch(one ->
                        one.getRawInterfaces().stream().anyMatch(type -> type.isEquivalentTo(Serializable.class)));
    }

    @Test
    void locksDoNotPinAndFailuresHaveANumber() {
        Pattern refused = Pattern.compile("\\bsynchronized\\b|new RuntimeException\\(|\\bThread\\.sleep\\(");
        for (Path source : Checkout.mainSources()) {
            boolean ofProgram = Checkout.shown(source).matches("(benchmarks|chaos|pushcore-cli)/.*");
            String code = withoutComments(Checkout.text(source));
            Matcher matcher = refused.matcher(code);
            if (matcher.find() && !ofProgram) {
                assertThat(matcher.group()).as(Checkout.shown(source)).isEmpty();
            }
            assertThat(code).as(Checkout.shown(source)).doesNotContain("synchronized (", "new RuntimeException(");
        }
    }

    /** The classes of one package depend on these packages and the platform. */
    private static void only(String from, String... to) {
        classes()
                .that()
                .resideInAPackage(from)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(to).or(PLATFORM).or(resideInAPackage(from)))
                .check(CLASSES);
    }

    private static void check(String name, String where, List<String> found) {
        for (String word : name.replace("PushCore", "")
                .replaceAll("([a-z0-9])([A-Z])", "$1 $2")
                .split("[ _$]", -1)) {
            String lower = word.toLowerCase(Locale.ROOT);
            if (UNUSED_WORDS.contains(lower) && !isOfDialect(lower, where)) {
                found.add(where);
            }
        }
    }

    private static boolean isOfDialect(String word, String where) {
        return WORDS_OF_DIALECTS.entrySet().stream()
                .anyMatch(dialect -> dialect.getValue().contains(word)
                        && dialect.getKey().matcher(where).find());
    }

    private static String withoutComments(String code) {
        return code.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//.*", "");
    }
}
