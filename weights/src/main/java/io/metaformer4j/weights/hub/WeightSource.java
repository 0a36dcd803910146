package io.metaformer4j.weights.hub;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
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

        private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}");
        private static final Pattern PATH =
                Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,149}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,149})*");

        /** Longest revision and longest path, so that both are possible as paths in the cache. */
        private static final int LONGEST_REVISION = 150;

        private static final int LONGEST_PATH = 1000;

        /** Checks that no part could leave its folder or address, or be too long for one. */
        public HubFile {
            if (!isSegment(owner) || !isSegment(name)) {
                throw new MetaFormerException("hub repository '" + PrintableText.of(owner + "/" + name)
                        + "' is not of the form owner/name, for instance timm/caformer_s18.sail_in1k, with names of at"
                        + " most 96 letters, digits, dots and single dashes");
            }
            if (!isPath(revision, LONGEST_REVISION)) {
                throw new MetaFormerException(
                        "hub revision '" + PrintableText.of(revision) + "' is not a branch, tag or commit");
            }
            if (!isPath(file, LONGEST_PATH)) {
                throw new MetaFormerException(
                        "hub file '" + PrintableText.of(file) + "' is not a path inside a repository");
            }
        }

        /** The hub allows no double dashes, by which the cache tells owner from name. */
        private static boolean isSegment(String text) {
            return SEGMENT.matcher(text).matches() && !text.contains("--") && !text.contains("..");
        }

        private static boolean isPath(String text, int longest) {
            return text.length() <= longest && PATH.matcher(text).matches() && !text.contains("..");
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
                throw new MetaFormerException(
                        "address '" + Answers.shown(address) + "' is not of the form https://host/path");
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

    /** How an address on the web starts. */
    Pattern WEB = Pattern.compile("https?://", Pattern.CASE_INSENSITIVE);

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
        if (text.isEmpty()) {
            throw new MetaFormerException("the weights have no name; give a path, an address or hf:owner/name");
        }
        if (text.startsWith("hf:")) {
            Matcher parts = HUB.matcher(text);
            if (!parts.matches()) {
                throw new MetaFormerException("'" + PrintableText.of(text)
                        + "' is not of the form hf:owner/name[@revision][:file], for instance"
                        + " hf:timm/caformer_s18.sail_in1k");
            }
            String revision = parts.group(3) == null ? HubFile.DEFAULT_REVISION : parts.group(3);
            String file = parts.group(4) == null ? HubFile.DEFAULT_FILE : parts.group(4);
            return new HubFile(parts.group(1), parts.group(2), revision, file);
        }
        try {
            return WEB.matcher(text).lookingAt() ? new WebFile(new URI(text)) : new LocalFile(Path.of(text));
        } catch (URISyntaxException | InvalidPathException e) {
            throw new MetaFormerException(
                    "'" + PrintableText.of(text) + "' is neither an address nor a path: "
                            + PrintableText.of(String.valueOf(e.getMessage())),
                    e);
        }
    }
}
