package millrace.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between modules and packages. */
class ArchitectureTest {
  private static final JavaClasses MILLRACE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("millrace");

  @Test
  void theEngineKnowsNothingOfDatasetsJobsSparkOrParquet() {
    noClasses()
        .that()
        .resideInAPackage("millrace.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "millrace.datasets..", "millrace.jobs..", "org.apache.spark..", "org.apache.parquet..")
        .check(MILLRACE);
  }

  @Test
  void datasetsKnowNothingOfJobsSparkOrTheEnginesInside() {
    noClasses()
        .that()
        .resideInAPackage("millrace.datasets..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("millrace.jobs..", "org.apache.spark..", "millrace.engine.schedule..")
        .check(MILLRACE);
  }

  @Test
  void onlyTheCommandLineAndModelsKnowTheEngineBehindTheApi() {
    noClasses()
        .that()
        .resideInAPackage("millrace.jobs..")
        .and()
        .resideOutsideOfPackages("millrace.jobs.cli", "millrace.jobs.models")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "millrace.engine",
            "millrace.engine.model..",
            "millrace.engine.schedule..",
            "millrace.engine.weights..",
            "millrace.engine.text") // its templates are for recipes too
        .check(MILLRACE);
  }

  @Test
  void packagesOfJobsHaveNoCycles() {
    slices().matching("millrace.jobs.(*)..").should().beFreeOfCycles().check(MILLRACE);
  }

  @Test
  void jobsHaveNoStaticStateThatCanChange() {
    fields()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage("millrace.jobs..")
        .and()
        .haveModifier(JavaModifier.STATIC)
        .should()
        .beFinal()
        .check(MILLRACE);
  }
}
