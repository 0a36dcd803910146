package io.metaformer4j.torch.natives;

import java.nio.file.Path;
import java.util.List;

/**
 * The native libraries that this process uses.
 *
 * @param platform operating system and processor as the archives name them, e.g. {@code linux-x86_64}
 * @param folder where archives are unpacked to; shared with other programs that use JavaCPP
 * @param archives the archives on the class path, e.g. those of libtorch and OpenBLAS; empty if the libraries do not come from
 *     archives
 * @param unpacked names of the files that this process had to unpack, because they were missing, cut off, or of another build
 */
public record Natives(String platform, Path folder, List<Archive> archives, List<String> unpacked) {

    /** Copies the lists. */
    public Natives {
        archives = List.copyOf(archives);
        unpacked = List.copyOf(unpacked);
    }

    /**
     * One archive of libraries.
     *
     * @param name what it holds: {@code javacpp}, {@code openblas} or {@code pytorch}
     * @param version its version, e.g. {@code 2.10.0-1.5.13}; empty if the archive does not say
     * @param file the archive
     * @param folder where its libraries lie
     */
    public record Archive(String name, String version, Path file, Path folder) {}
}
