package millrace.engine.text.template;

import java.util.List;
import java.util.Map;

/**
 * {@code value.name} and {@code value[key]}: the first looks for a method and then for an item, the
 * second the other way round (jinja2.sandbox.SandboxedEnvironment).
 */
final class Access {
  /** What {@link #own} returns when there is no such attribute. */
  static final Object NOTHING = new Object();

  private Access() {}

  static Object attribute(Object target, String name) {
    Object found = own(target, name);
    if (found != NOTHING) {
      return found;
    }
    if (target instanceof Map<?, ?> map && map.containsKey(name)) {
      return map.get(name);
    }
    return Undefined.attribute(target, name);
  }

  static Object item(Object target, Object key, Budget budget) {
    if (target instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (target instanceof Map<?, ?> map && isKey(key)) {
      Object canonical = key(key);
      Object value = map.get(canonical);
      if (value != null || map.containsKey(canonical)) {
        return value;
      }
    } else if (PythonNumbers.isIntegral(key)) {
      return indexed(target, key, budget);
    }
    if (PythonText.isString(key)) {
      String name = PythonText.characters(key);
      Object found = own(target, name);
      return found != NOTHING ? found : Undefined.attribute(target, name);
    }
    return Undefined.element(target, key);
  }

  private static Object indexed(Object target, Object key, Budget budget) {
    boolean string = PythonText.isString(target);
    boolean sequence = target instanceof List || target instanceof Tuple || target instanceof Range;
    if (!string && !sequence) {
      return Undefined.element(target, key);
    }
    long length = Iteration.length(target);
    long index = Slicing.index(key, "index");
    long at = index < 0 ? index + length : index;
    if (at < 0 || at >= length) {
      return Undefined.element(target, key);
    }
    if (string) {
      String text = PythonText.characters(target);
      budget.text(text.length());
      return Strings.like(target, CodePoints.slice(text, (int) at, 1, 1));
    }
    if (target instanceof Range range) {
      return range.at(at);
    }
    return (target instanceof Tuple tuple ? tuple.items() : (List<?>) target).get((int) at);
  }

  /** What Python's getattr finds, or {@link #NOTHING}. */
  static Object own(Object target, String name) {
    if (target instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (target instanceof Namespace namespace) {
      return fromNamespace(namespace, name);
    }
    if (name.startsWith("__")) {
      return Undefined.unsafe(target, name);
    }
    if (target instanceof HasAttributes object) {
      return object.attribute(name);
    }
    Object method =
        PythonText.isString(target)
            ? Strings.method(target, name)
            : Containers.method(target, name);
    return method == null ? NOTHING : method;
  }

  private static Object fromNamespace(Namespace namespace, String name) {
    Map<String, Object> attributes = namespace.attributes();
    if (!attributes.containsKey(name) || name.startsWith("_")) {
      return Undefined.attribute(namespace, name);
    }
    return attributes.get(name);
  }

  /** Whether a value can be a key of a dict here: a scalar. */
  static boolean isKey(Object value) {
    return value == null || PythonNumbers.isNumber(value) || PythonText.isString(value);
  }

  /** {@code key in map}; other than as keys, values that Python can hash are simply not there. */
  static boolean hasKey(Map<?, ?> map, Object key) {
    boolean unhashable = key instanceof List || key instanceof Map;
    return (isKey(key) || unhashable) && map.containsKey(key(key));
  }

  /** The key as it is stored: text for Markup, an integer for a float that is whole. */
  static Object key(Object value) {
    if (!isKey(value)) {
      throw new TemplateFault("dict key, " + TypeNames.of(value) + ", must be a scalar");
    }
    if (value instanceof Markup markup) {
      return markup.text();
    }
    if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e18) {
      return number.longValue();
    }
    return value;
  }
}
