package dev.sallyport;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.LocalDate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The house")
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.sallyport");

    @Test
    @DisplayName("has no cycles between packages")
    void noCycles() {
        slices().matching("dev.sallyport.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    @DisplayName("keeps sockets in the wire")
    void sockets() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sallyport.wire..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CLASSES);
    }

    @Test
    @DisplayName(
            "keeps JDBC in the readers of catalog and samples and the servers that demo and bench set up, and the parser in its dialect")
    void libraries() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.sallyport.catalog..", "dev.sallyport.demo..", "dev.sallyport.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.sql..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sallyport.statement.sql..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.dylibso..")
                .check(CLASSES);
    }

    @Test
    @DisplayName("keeps the search library in the index, and Parquet in its files")
    void searching() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sallyport.audit.search..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.lucene..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sallyport.audit.parquet..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.parquet..", "org.apache.hadoop..")
                .check(CLASSES);
    }

    @Test
    @DisplayName("judges columns without reading anything, by structure and values that are handed over")
    void classifiers() {
        noClasses()
                .that()
                .resideInAPackage("dev.sallyport.classify..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.net..", "java.util.concurrent..", "org.slf4j..")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.sallyport..")
                        .and(JavaClass.Predicates.resideOutsideOfPackages(
                                "dev.sallyport.classify..", "dev.sallyport.catalog..")))
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.sallyport.classify..", "dev.sallyport.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.sallyport.classify..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sallyport.classify.detect..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.i18n.phonenumbers..", "org.apache.commons.validator..")
                .check(CLASSES);
    }

    @Test
    @DisplayName("counts without the metrics library, which only the endpoint knows")
    void metrics() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.sallyport.observe.endpoint..", "dev.sallyport.observe.otlp..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.prometheus..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sallyport.observe.otlp..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.sallyport.observe.endpoint..", "dev.sallyport.observe.otlp..", "dev.sallyport.serve..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.sallyport.observe.endpoint..", "dev.sallyport.observe.otlp..")
                .check(CLASSES);
    }

    @Test
    @DisplayName("lets the wire know of policy and audit only what a verdict says")
    void wire() {
        noClasses()
                .that()
                .resideInAPackage("dev.sallyport.wire..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("dev.sallyport.policy.Policies")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("dev.sallyport.audit.Journal")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("dev.sallyport.audit.Trail")
                .check(CLASSES);
    }

    @Test
    @DisplayName("exports what the log holds, and nothing of the journal or of what is sealed")
    void exports() {
        noClasses()
                .that()
                .resideInAPackage("dev.sallyport.export..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.sallyport..")
                        .and(JavaClass.Predicates.resideOutsideOfPackages(
                                "dev.sallyport.export..",
                                "dev.sallyport.audit.log..",
                                "dev.sallyport.audit.note..",
                                "dev.sallyport.audit.search..",
                                "dev.sallyport.audit.tree..",
                                "dev.sallyport.statement..")))
                .check(CLASSES);
    }

    @Test
    @DisplayName("never waits on the wire")
    void neverWaits() {
        noClasses()
                .that()
                .resideInAPackage("dev.sallyport.wire..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(
                        java.util.concurrent.BlockingQueue.class,
                        java.util.concurrent.locks.Lock.class,
                        java.util.concurrent.CountDownLatch.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(CLASSES);
    }

    @Test
    @DisplayName("inherits nothing for reuse")
    void noInheritance() {
        classes()
                .that()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .areNotRecords()
                .and()
                .resideOutsideOfPackage("..generated..")
                .and()
                .haveSimpleNameNotContaining("Pg")
                .and()
                .haveSimpleNameNotEndingWith("package-info")
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CLASSES);
    }
}
