package io.migratingjdbc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The driver's packages, from the vocabulary up to the wrappers. */
class ArchitectureTest {
    private static final String API = "io.migratingjdbc";
    private static final String INTERNAL = API + ".internal.";
    private static final String GENERATED = "forwarding";

    /** A package imports only from packages above it. */
    private static final List<String> ORDER = List.of(
            "model", "config", "sql", "dialect", "control", "launch", "route", "merge", "replicate", "census", "jdbc");

    private static JavaClasses driver;

    @BeforeAll
    static void read() {
        driver = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(API);
    }

    @Test
    void everyPackageHasItsPlace() {
        Set<String> packages = driver.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(INTERNAL))
                .map(name -> name.substring(INTERNAL.length()))
                .collect(Collectors.toSet());
        packages.remove(GENERATED);
        assertThat(packages).containsExactlyInAnyOrderElementsOf(ORDER);
    }

    @ParameterizedTest
    @FieldSource("ORDER")
    void packagesImportOnlyFromThoseAbove(String name) {
        int place = ORDER.indexOf(name);
        String[] below = ORDER.subList(place + 1, ORDER.size()).stream()
                .map(later -> INTERNAL + later)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(INTERNAL + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(below)
                .allowEmptyShould(true)
                .check(driver);
    }

    @Test
    void noCycles() {
        slices().matching(INTERNAL + "(*)..").should().beFreeOfCycles().check(driver);
    }

    @Test
    void generatedForwardingDependsOnNothingOfOurs() {
        noClasses()
                .that()
                .resideInAPackage(INTERNAL + GENERATED)
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are the driver's, outside of " + GENERATED,
                        type -> type.getPackageName().startsWith(API)
                                && !type.getPackageName().equals(INTERNAL + GENERATED)))
                .check(driver);
    }

    @Test
    void thePublicApiStandsOnConfigAndJdbcAndOnlyJdbcImplementsIt() {
        noClasses()
                .that()
                .resideInAPackage(API)
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are internal, outside of config and jdbc",
                        type -> type.getPackageName().startsWith(INTERNAL)
                                && !Set.of(INTERNAL + "config", INTERNAL + "jdbc")
                                        .contains(type.getPackageName())))
                .check(driver);
        classes()
                .that()
                .resideInAPackage(API)
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAnyPackage(API, INTERNAL + "jdbc")
                .check(driver);
    }

    @Test
    void onlyTheAnalysisSeesTheParser() {
        noClasses()
                .that()
                .resideOutsideOfPackage(INTERNAL + "sql")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("net.sf.jsqlparser..")
                .check(driver);
    }
}
