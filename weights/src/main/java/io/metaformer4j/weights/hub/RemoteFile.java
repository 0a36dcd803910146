package io.metaformer4j.weights.hub;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file somewhere on the web. */
public sealed interface RemoteFile {

    /**
     * A file in a model repository of the hub.
     *
     * @param owner user or organisation, for instance {@code timm}
     * @param name repository, for instance {@code caformer_s18.sail_in1k}
     * @param revision branch, tag or commit
     * @param file path of the file in the repository
     */
    record HubFile(String owner, String name, String revision, String file) implements RemoteFile {

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
        public <R> R accept(Visitor<R> visitor) {
            return visitor.hub(this);
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
    record WebFile(URI address) implements RemoteFile {

        /** Checks the scheme and that there is a host. */
        public WebFile {
            boolean web = "https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme());
            if (!web || address.getHost() == null) {
                throw new MetaFormerException(
                        "address '" + RedirectingClient.shown(address) + "' is not of the form https://host/path");
            }
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.web(this);
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    /** One method for each kind of place. */
    interface Visitor<R> {
        /** A file in a repository of the hub. */
        R hub(HubFile file);

        /** A file on a web server. */
        R web(WebFile file);
    }

    /** Calls the visitor's method for this kind of place. */
    <R> R accept(Visitor<R> visitor);

    /** How an address on the web starts. */
    Pattern WEB = Pattern.compile("https?://", Pattern.CASE_INSENSITIVE);

    /** {@code hf:owner/name[@revision][:file]}. */
    Pattern HUB = Pattern.compile("hf:([^/@:]+)/([^/@:]+)(?:@([^:]+))?(?::(.+))?");

    /**
     * Understands what a user types.
     *
     * @param text for instance {@code hf:owner/name[@revision][:file]}, or an {@code http://} or {@code https://} address
     * @return the file; empty if the text starts like neither
     * @throws MetaFormerException if it starts like one of them and is not well-formed
     */
    static Optional<RemoteFile> parse(String text) {
        if (text.startsWith("hf:")) {
            return Optional.of(hubFile(text));
        }
        if (!WEB.matcher(text).lookingAt()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new WebFile(new URI(text)));
        } catch (URISyntaxException e) {
            throw new MetaFormerException(
                    "'" + PrintableText.of(text) + "' is no address: "
                            + PrintableText.of(String.valueOf(e.getMessage())),
                    e);
        }
    }

    private static HubFile hubFile(String text) {
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
}
