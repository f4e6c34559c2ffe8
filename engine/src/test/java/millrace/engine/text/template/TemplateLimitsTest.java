package millrace.engine.text.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import millrace.engine.api.ConfigException;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.ModelFileException;
import millrace.engine.api.RowException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FAULTS 20 and 24: templates without end, of great size or of great depth. */
class TemplateLimitsTest {
  private static final int SMALL_STACK = 256 * 1024;
  private static final int TRIES = 3;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
        "{% for a in range(99999) %}{{ range(99999)|sum }}{% endfor %}",
        "{% for a in range(99999) %}{% if 'x' in range(99999) %}{% endif %}{% endfor %}",
        "{% for a in range(99999) %}{% set b = range(99999)|list|sort %}{% endfor %}",
        "{{ range(99999)|map('string')|list * 99999 }}",
        "{% set ns = namespace(l=[1]) %}{% for a in range(60) %}{% set ns.l = ns.l + ns.l %}"
            + "{% endfor %}",
        "{% for a in range(99999) %}{% set b = ('x' * 1000000)|upper|trim|replace('x','y') %}"
            + "{% endfor %}",
        "{% for a in range(99999) %}{{ (3 ** 2000) // 7 }}{% endfor %}"
      })
  void endlessTemplateFailsItsRowOnTheStepLimit(String source) {
    assertThat(failure(source, TemplateLimits.defaults()))
        .hasMessageContaining("steps, over the limit of 10000000")
        .hasMessageEndingWith("line 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for a in range(100000) %}{{ 'x' * 100000 }}{% endfor %}",
        "{{ 'x' * 1000000000000 }}",
        "{{ 'x'.center(2000000000) }}",
        "{{ '%2000000000d' % 1 }}",
        "{{ '{:>999999999}'.format(1) }}",
        "{{ '{:.999999999f}'.format(1.5) }}",
        "{{ 'a'|indent(2000000000) }}",
        "{{ [[1]]|tojson(indent=2000000000) }}",
        "{{ ('x' * 1000000)|replace('x', 'y' * 1000000) }}",
        "{{ ('x' * 1000000).replace('', 'y' * 1000000) }}",
        "{{ ('x' * 1000000).join('y' * 1000000) }}",
        "{{ range(99999)|join('x' * 1000000) }}",
        "{% set ns = namespace(s='x') %}{% for a in range(60) %}{% set ns.s = ns.s ~ ns.s %}"
            + "{% endfor %}",
        "{% set ns = namespace(l=['x' * 999999]) %}{% for a in range(9) %}"
            + "{% set ns.l = [ns.l, ns.l, ns.l, ns.l] %}{% endfor %}{{ ns.l }}"
      })
  void hugeOutputFailsItsRowOnACharacterOrStepLimit(String source) {
    assertThat(failure(source, TemplateLimits.defaults()).getMessage())
        .containsPattern("(output characters|steps), over the limit of \\d+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m() %}{% for a in [1] %}{% if a %}{{ [{'k': (m(),)}] }}{% endif %}{% endfor %}"
            + "{% endmacro %}{{ m() }}",
        "{% macro m(a=m()) %}{% endmacro %}{{ m() }}",
        "{% macro m() %}{% set x %}{% filter upper %}{{ caller() }}{% endfilter %}{% endset %}"
            + "{% call m() %}{{ m() }}{% endcall %}{% endmacro %}{% call m() %}{% endcall %}",
        "{% macro m(a) %}{{ [a]|map('string')|map('upper')|select|list|join }}"
            + "{{ '%s' % m(a)|sort }}{% endmacro %}{{ m(1) }}",
        "{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% set ns = namespace(l=[]) %}{% for a in range(9999) %}{% set ns.l = [ns.l] %}"
            + "{% endfor %}{{ ns.l }}",
        "{% set ns = namespace(l=[]) %}{% for a in range(9999) %}{% set ns.l = [ns.l] %}"
            + "{% endfor %}{{ ns.l|tojson }}",
        "{% set ns = namespace(l=[], m=[]) %}{% for a in range(9999) %}{% set ns.l = [ns.l] %}"
            + "{% set ns.m = [ns.m] %}{% endfor %}{{ ns.l == ns.m }}",
        "{% set ns = namespace(l=[], m=[]) %}{% for a in range(9999) %}{% set ns.l = [ns.l] %}"
            + "{% set ns.m = [ns.m] %}{% endfor %}{{ [ns.l, ns.m]|sort }}",
        "{% set ns = namespace() %}{% set ns.self = ns %}{{ ns }}"
      })
  void deepRecursionFailsItsRowOnTheDepthLimitWithinASmallStack(String source) {
    RowException error =
        (RowException)
            onSmallStack(() -> ChatTemplate.compile(source, TemplateLimits.defaults()), Map.of());
    assertThat(error).hasMessageContaining("depth, over the limit of 300");
    assertThat(error.code()).isEqualTo(ErrorCode.TEMPLATE_ERROR);
  }

  @Test
  void lazyChainsAreWithinTheSmallStack() {
    String source =
        "{% set ns = namespace(g=[1]) %}{% for a in range(9999) %}"
            + "{% set ns.g = ns.g|map('string') %}{% endfor %}{{ ns.g|list }}";
    assertThat(
            onSmallStack(() -> ChatTemplate.compile(source, TemplateLimits.defaults()), Map.of()))
        .isInstanceOf(RowException.class)
        .hasMessageContaining("depth");
  }

  @Test
  void deepVariablesFailTheirRowWithinASmallStack() {
    List<Object> deep = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      deep = new ArrayList<>(List.of(deep));
    }
    assertThat(
            onSmallStack(
                () -> ChatTemplate.compile("{{ x }}", TemplateLimits.defaults()),
                Map.of("x", deep)))
        .isInstanceOf(RowException.class)
        .hasMessageContaining("depth, over the limit of 300");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ ((",
        "{{ [[",
        "{{ {1:{1:",
        "{{ not not ",
        "{{ - - ",
        "{{ a[a[",
        "{{ a(a(",
        "{{ a|f(a|f(",
        "{{ a if a else a if a else ",
        "{{ a if a if a if ",
        "{{ x.a.a.a",
        "{{ x|upper|upper",
        "{% if a %}{% if a %}",
        "{% for a in b %}{% for a in b %}",
        "{% set a %}{% set a %}",
        "{% for ((",
        "{{ a is odd is odd",
        "{{ a()()()"
      })
  void deepNestingDoesNotCompileAndKeepsWithinASmallStack(String opening) {
    String source = opening.repeat(20_000);
    assertThat(
            onSmallStack(() -> ChatTemplate.compile(source, TemplateLimits.defaults()), Map.of()))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("Cannot compile chat template: ");
  }

  @Test
  void nestingJustWithinTheLimitWorksOnASmallStack() {
    int levels = TemplateLimits.defaults().nesting() - 3;
    String source =
        "{{ "
            + "(".repeat(levels)
            + "1"
            + ")".repeat(levels)
            + " }}"
            + "{% if true %}".repeat(levels)
            + "x"
            + "{% endif %}".repeat(levels);
    assertThat(
            onSmallStack(() -> ChatTemplate.compile(source, TemplateLimits.defaults()), Map.of()))
        .isNull();
  }

  @Test
  void longChainsOfOneOperatorAreNoNesting() {
    String sum = "{{ 0" + " + 1".repeat(5_000) + " }}";
    String either = "{{ 0" + " or 0".repeat(5_000) + " }}";
    String elif = "{% if 0 %}" + "{% elif 0 %}".repeat(5_000) + "{% else %}e{% endif %}";
    assertThat(render(sum + either + elif)).isEqualTo("50000e");
  }

  @Test
  void messageNamesTheLineThatWentOverALimit() {
    TemplateLimits limits = new TemplateLimits(1_000, 100, 50, 1_000);
    assertThat(failure("a\n\n{% for x in range(5000) %}\n{{ x }}{% endfor %}", limits))
        .hasMessage("Cannot render chat template: steps, over the limit of 1000, line 4");
    assertThat(failure("\n{{ 'x' * 1001 }}", limits))
        .hasMessage(
            "Cannot render chat template: output characters, over the limit of 1000, line 2");
  }

  @Test
  void limitsThemselvesAreChecked() {
    assertThatThrownBy(() -> new TemplateLimits(0, 1, 1, 1))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Cannot limit chat template: steps, 0, must be in [1, 9223372036854775807]");
  }

  private static String render(String source) {
    return ChatTemplate.compile(source, TemplateLimits.defaults())
        .render(Map.of(), Clock.systemUTC());
  }

  private static RowException failure(String source, TemplateLimits limits) {
    ChatTemplate template = ChatTemplate.compile(source, limits);
    RowException error =
        Assertions.assertTimeout(
            Duration.ofSeconds(30),
            () ->
                catchThrowableOfType(
                    RowException.class, () -> template.render(Map.of(), Clock.systemUTC())));
    assertThat(error).isNotNull();
    assertThat(error.code()).isEqualTo(ErrorCode.TEMPLATE_ERROR);
    return error;
  }

  /** What compiling and rendering throws on a thread with 256 KB of stack, or null. */
  private static Throwable onSmallStack(
      java.util.function.Supplier<ChatTemplate> compiled, Map<String, Object> variables) {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Runnable work =
        () -> {
          for (int i = 0; i < TRIES; i++) {
            thrown.set(catchThrowable(() -> compiled.get().render(variables, Clock.systemUTC())));
          }
        };
    Thread thread = new Thread(null, work, "small stack", SMALL_STACK);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return thrown.get();
  }
}
