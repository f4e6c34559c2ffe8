package millrace.jobs.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import scala.jdk.javaapi.CollectionConverters;

/** Turns Scala's collections into Java's, at any depth. */
final class ScalaValues {
  private ScalaValues() {}

  static Map<String, Object> toJava(scala.collection.Map<String, ?> map) {
    Map<String, Object> java = new LinkedHashMap<>();
    CollectionConverters.asJava(map).forEach((key, value) -> java.put(key, toJava(value)));
    return java;
  }

  static Object toJava(Object value) {
    if (value instanceof scala.collection.Map<?, ?> map) {
      Map<Object, Object> java = new LinkedHashMap<>();
      CollectionConverters.asJava(map).forEach((key, item) -> java.put(key, toJava(item)));
      return java;
    }
    if (value instanceof scala.collection.Iterable<?> items) {
      List<Object> java = new ArrayList<>();
      CollectionConverters.asJava(items).forEach(item -> java.add(toJava(item)));
      return java;
    }
    return value;
  }
}
