package io.metaformer4j.torch.natives;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/**
 * An archive with the native libraries of one platform.
 *
 * @param name what it holds, e.g. {@code pytorch}
 * @param jar the archive; shared with the class loader, so not to be closed
 * @param directory where the libraries are in it, with a slash at its end
 */
record NativeArchive(String name, JarFile jar, String directory) {

    private static final Pattern LIBRARY = Pattern.compile("(?:lib)?(.+?)\\.(?:so|dll|dylib)(?:\\.\\d+)*");
    private static final Pattern ADAPTER = Pattern.compile("jni.+");

    /** The adapters between Java and the libraries that are loaded here; the archives have further ones. */
    private static final Set<String> ADAPTERS = Set.of("jnijavacpp", "jniopenblas_nolapack", "jniopenblas", "jnitorch");

    /** The libraries in it, and where JavaCPP looks for each of them. */
    List<NativeCache.Library> libraries(Path cache) {
        Path folder = folder(cache);
        return jar.stream()
                .filter(entry -> isNeeded(entry.getName()))
                .map(entry -> new NativeCache.Library(
                        jar, entry, folder.resolve(entry.getName().substring(directory.length()))))
                .toList();
    }

    private boolean isNeeded(String entry) {
        if (!entry.startsWith(directory) || entry.indexOf('/', directory.length()) >= 0) {
            return false;
        }
        var library = LIBRARY.matcher(entry.substring(directory.length()));
        return library.matches()
                && (!ADAPTER.matcher(library.group(1)).matches() || ADAPTERS.contains(library.group(1)));
    }

    Natives.Archive describe(Path cache) throws IOException {
        Properties maven = new Properties();
        ZipEntry entry = jar.getEntry("META-INF/maven/org.bytedeco/" + name + "/pom.properties");
        if (entry != null) {
            try (InputStream in = jar.getInputStream(entry)) {
                maven.load(in);
            }
        }
        return new Natives.Archive(name, maven.getProperty("version", ""), Path.of(jar.getName()), folder(cache));
    }

    private Path folder(Path cache) {
        String flat = System.getProperty("org.bytedeco.javacpp.cachedir.nosubdir", "false");
        if (flat.isEmpty() || flat.equalsIgnoreCase("true") || flat.equalsIgnoreCase("t")) {
            return cache;
        }
        return cache.resolve(Path.of(jar.getName()).getFileName()).resolve(directory);
    }
}
