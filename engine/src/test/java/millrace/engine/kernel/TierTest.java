package millrace.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.engine.kernel.attention.AttentionKernels;
import millrace.engine.kernel.attention.TieredAttention;
import millrace.engine.kernel.narrow.NarrowKernels;
import millrace.engine.kernel.narrow.TieredNarrowKernels;
import org.junit.jupiter.api.Test;

class TierTest {
  private static final long NEVER = System.nanoTime() + Long.MAX_VALUE / 2;

  private final List<String> calls = new ArrayList<>();

  @Test
  void beforeItsTimeVectorsAreNotCalled() {
    Tier<String> tier = new Tier<>("scalar", "vector", NEVER);
    for (int i = 0; i < 3 * Tier.TURN; i++) {
      assertThat(tier.choose(Tier.ENOUGH)).isEqualTo("scalar");
    }
  }

  @Test
  void vectorsTakeTurnsUntilTheyHaveDoneEnough() {
    Tier<String> tier = new Tier<>("scalar", "vector", System.nanoTime());
    for (int i = 1; i <= 2 * Tier.TURN; i++) {
      String expected = i % Tier.TURN == 0 ? "vector" : "scalar";
      assertThat(tier.choose(Tier.ENOUGH / 2)).isEqualTo(expected);
    }
    assertThat(tier.choose(1)).isEqualTo("vector");
    assertThat(tier.choose(1)).isEqualTo("vector");
  }

  @Test
  void callsArriveAsTheyAre() throws ReflectiveOperationException {
    check(
        Kernels.class, new TieredKernels(recorder(Kernels.class), recorder(Kernels.class), NEVER));
    AttentionKernels attention = recorder(AttentionKernels.class);
    check(AttentionKernels.class, new TieredAttention(attention, attention, NEVER));
    NarrowKernels narrow = recorder(NarrowKernels.class);
    check(NarrowKernels.class, new TieredNarrowKernels(narrow, narrow, NEVER));
  }

  /** Calls each method of the interface and looks for the same call in the record. */
  private <K> void check(Class<K> type, K tiered) throws ReflectiveOperationException {
    for (Method method : type.getMethods()) {
      if (Modifier.isAbstract(method.getModifiers()) && method.getParameterCount() > 0) {
        Object[] arguments = new Object[method.getParameterCount()];
        Arrays.setAll(arguments, i -> argument(method.getParameterTypes()[i], i + 1));
        calls.clear();
        method.invoke(tiered, arguments);
        assertThat(calls).containsExactly(call(method, arguments));
      }
    }
  }

  /** Different at each place of one type. */
  private static Object argument(Class<?> type, int place) {
    if (type == int.class) {
      return place;
    }
    if (type == float.class) {
      return place + 0.5f;
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    return type.isArray() ? Array.newInstance(type.getComponentType(), 0) : null;
  }

  private <K> K recorder(Class<K> type) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (method.getReturnType() == AttentionKernels.class) {
                return recorder(AttentionKernels.class);
              }
              calls.add(call(method, arguments));
              return method.getReturnType() == void.class
                  ? null
                  : method.getReturnType() == double.class ? (Object) 0.0 : (Object) 0f;
            });
    return type.cast(proxy);
  }

  /** Arrays by their identity. */
  private static String call(Method method, Object[] arguments) {
    return method + Arrays.toString(arguments);
  }
}
