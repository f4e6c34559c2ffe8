package millrace.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

/** The arrows between the engine's packages. */
class EngineArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("millrace.engine");

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }

  @Test
  void theContractDependsOnTheJdkAlone() {
    check(
        classes()
            .that()
            .resideInAPackage("millrace.engine.api..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "millrace.engine.api.."));
  }

  @Test
  void packagesFormNoCycle() {
    check(
        SlicesRuleDefinition.slices().matching("millrace.engine.(*)..").should().beFreeOfCycles());
  }

  @Test
  void theModelSeesTokenIdsOnly() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "millrace.engine.kernel..",
                "millrace.engine.model..",
                "millrace.engine.cache..",
                "millrace.engine.schedule..",
                "millrace.engine.sampling..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("millrace.engine.text..", "ai.djl.."));
  }

  @Test
  void kernelsKnowNothingOfFilesAndModels() {
    check(
        noClasses()
            .that()
            .resideInAPackage("millrace.engine.kernel..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "millrace.engine.weights..",
                "millrace.engine.model..",
                "millrace.engine.cache..",
                "millrace.engine.schedule.."));
  }

  @Test
  void filesKnowNothingOfModels() {
    check(
        noClasses()
            .that()
            .resideInAPackage("millrace.engine.weights..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "millrace.engine.model..", "millrace.engine.kernel..", "millrace.engine.text.."));
  }

  @Test
  void theEngineKnowsNothingOfSparkAndTables() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.apache..", "scala..", "millrace.datasets..", "millrace.jobs.."));
  }
}
