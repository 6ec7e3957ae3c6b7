import java.lang.reflect.Method;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Map;
import java.util.Set;

/**
 * One Elasticsearch node from plain jars: EsBoot NAME=VALUE…, home by -Des.path.home.
 *
 * <p>The published jars hold no command-line launcher, which is what sets a node up. All calls go by
 * reflection, so that a Java 17 compiler makes this without the jars, which are of Java 21.
 */
public class EsBoot {
  public static void main(String[] settings) throws Exception {
    Path home = Paths.get(System.getProperty("es.path.home"));
    Class<?> logging = type("common.logging.LogConfigurator");
    logging.getMethod("registerErrorListener").invoke(null);
    Object environment = environment(home, settings);
    logging
        .getMethod("configure", type("env.Environment"), boolean.class)
        .invoke(null, environment, true);
    Object node =
        type("node.Node")
            .getConstructor(type("env.Environment"), type("plugins.PluginsLoader"))
            .newInstance(environment, plugins(home));
    node.getClass().getMethod("start").invoke(node);
    Thread.currentThread().join();
  }

  private static Class<?> type(String name) throws Exception {
    return Class.forName("org.elasticsearch." + name);
  }

  private static Object environment(Path home, String[] settings) throws Exception {
    Class<?> type = type("common.settings.Settings");
    Object builder = type.getMethod("builder").invoke(null);
    Method put = builder.getClass().getMethod("put", String.class, String.class);
    put.invoke(builder, "path.home", home.toString());
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      put.invoke(builder, parts[0], parts[1]);
    }
    Object built = builder.getClass().getMethod("build").invoke(builder);
    return type("env.Environment")
        .getConstructor(type, Path.class)
        .newInstance(built, Paths.get(System.getProperty("es.path.conf")));
  }

  private static Object plugins(Path home) throws Exception {
    Class<?> loader = type("plugins.PluginsLoader");
    return loader
        .getMethod("createPluginsLoader", Set.class, Set.class, Map.class, boolean.class)
        .invoke(
            null,
            bundles(loader, "loadModulesBundles", home.resolve("modules")),
            bundles(loader, "loadPluginsBundles", home.resolve("plugins")),
            Map.of(),
            false);
  }

  /** What a folder holds; a second parameter came to these methods with one of the versions. */
  private static Object bundles(Class<?> loader, String name, Path folder) throws Exception {
    for (Method method : loader.getMethods()) {
      if (method.getName().equals(name)) {
        return method.getParameterCount() == 1
            ? method.invoke(null, folder)
            : method.invoke(null, folder, false);
      }
    }
    throw new NoSuchMethodException(name);
  }
}
