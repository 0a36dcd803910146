package io.metaformer4j.testing;

import io.metaformer4j.engine.Engine;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** The {@link StubEngine} as one more engine of the class path, for tests of what chooses among several. */
public final class StubOnClassPath {

    private StubOnClassPath() {}

    /**
     * Does something while the calling thread finds the stub as it would if a library that registers it were added.
     *
     * @param <T> type of the result
     * @param folder an empty folder, or one that does not exist; the registration is written to it and stays there
     * @param body what to do, on this thread
     * @return what the body returned
     * @throws Exception what the body threw, or if the folder cannot be written
     */
    public static <T> T during(Path folder, Callable<T> body) throws Exception {
        return during(folder, List.of(StubEngine.class.getName()), body);
    }

    /**
     * The same with other engines in its place.
     *
     * @param <T> type of the result
     * @param folder an empty folder, or one that does not exist; the registration is written to it and stays there
     * @param engines names of the classes to register; what is no engine cannot be made, as a broken library's
     * @param body what to do, on this thread
     * @return what the body returned
     * @throws Exception what the body threw, or if the folder cannot be written
     */
    public static <T> T during(Path folder, List<String> engines, Callable<T> body) throws Exception {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(services.resolve(Engine.class.getName()), engines);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            return body.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
