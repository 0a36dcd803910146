package io.metaformer4j.weights.hub;

import io.metaformer4j.zoo.MetaFormerException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where weights are. */
public sealed interface WeightSource {

    /**
     * A file in a model repository of the hub.
     *
     * @param owner user or organisation, for instance {@code timm}
     * @param name repository, for instance {@code caformer_s18.sail_in1k}
     * @param revision branch, tag or commit
     * @param file path of the file in the repository
     */
    record HubFile(String owner, String name, String revision, String file) implements WeightSource {

        /** The file that almost every repository has. */
        public static final String DEFAULT_FILE = "model.safetensors";

        /** The newest state of a repository. */
        public static final String DEFAULT_REVISION = "main";

        private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
        private static final Pattern PATH =
                Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*");

        /** Checks that no part could leave its folder or address. */
        public HubFile {
            if (!SEGMENT.matcher(owner).matches() || !SEGMENT.matcher(name).matches()) {
                throw new MetaFormerException("hub repository '" + owner + "/" + name
                        + "' is not of the form owner/name, for instance timm/caformer_s18.sail_in1k");
            }
            if (!PATH.matcher(revision).matches() || revision.contains("..")) {
                throw new MetaFormerException("hub revision '" + revision + "' is not a branch, tag or commit");
            }
            if (!PATH.matcher(file).matches() || file.contains("..")) {
                throw new MetaFormerException("hub file '" + file + "' is not a path inside a repository");
            }
        }

        @Override
        public String toString() {
            return "hf:" + owner + "/" + name + (revision.equals(DEFAULT_REVISION) ? "" : "@" + revision)
                    + (file.equals(DEFAULT_FILE) ? "" : ":" + file);
        }
    }

    /**
     * A file on a web server.
     *
     * @param address an {@code http} or {@code https} address with a host
     */
    record WebFile(URI address) implements WeightSource {

        /** Checks the scheme and that there is a host. */
        public WebFile {
            boolean web = "https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme());
            if (!web || address.getHost() == null) {
                throw new MetaFormerException("address '" + address + "' is not of the form https://host/path");
            }
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    /**
     * A file on the local disk.
     *
     * @param path its path
     */
    record LocalFile(Path path) implements WeightSource {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** {@code hf:owner/name[@revision][:file]}. */
    Pattern HUB = Pattern.compile("hf:([^/@:]+)/([^/@:]+)(?:@([^:]+))?(?::(.+))?");

    /**
     * Understands what a user types.
     *
     * @param text {@code hf:owner/name[@revision][:file]}, an {@code http://} or {@code https://} address, or a path
     * @return the source
     * @throws MetaFormerException if it starts like one of them and is not well-formed
     */
    static WeightSource parse(String text) {
        if (text.startsWith("hf:")) {
            Matcher parts = HUB.matcher(text);
            if (!parts.matches()) {
                throw new MetaFormerException("'" + text
                        + "' is not of the form hf:owner/name[@revision][:file], for instance"
                        + " hf:timm/caformer_s18.sail_in1k");
            }
            String revision = parts.group(3) == null ? HubFile.DEFAULT_REVISION : parts.group(3);
            String file = parts.group(4) == null ? HubFile.DEFAULT_FILE : parts.group(4);
            return new HubFile(parts.group(1), parts.group(2), revision, file);
        }
        try {
            return text.startsWith("http://") || text.startsWith("https://")
                    ? new WebFile(new URI(text))
                    : new LocalFile(Path.of(text));
        } catch (URISyntaxException | InvalidPathException e) {
            throw new MetaFormerException("'" + text + "' is neither an address nor a path: " + e.getMessage(), e);
        }
    }
}
