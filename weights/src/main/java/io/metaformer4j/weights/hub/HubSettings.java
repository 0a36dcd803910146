package io.metaformer4j.weights.hub;

import io.metaformer4j.zoo.MetaFormerException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where to fetch weights from, where to keep them, and how long to wait.
 *
 * @param cache folder for downloaded files; created when needed
 * @param endpoint address of the hub, without a slash at its end
 * @param token access token for private or gated models; sent to the endpoint only
 * @param offline whether only files in the cache may be used
 * @param timeout how long to wait for a connection, for an answer, and for the next bytes of a file
 * @param retries how many attempts in a row may fail without progress before giving up
 * @param backoff pause before the first retry; doubles with each further one
 * @param minRate fewest bytes per second; a server that is slower for twice the timeout counts as failed; 0 for no such
 *     limit
 * @param maxSize most bytes that a file may have
 */
public record HubSettings(
        Path cache,
        URI endpoint,
        Optional<String> token,
        boolean offline,
        Duration timeout,
        int retries,
        Duration backoff,
        long minRate,
        long maxSize) {

    /** The public hub. */
    public static final URI HUGGING_FACE = URI.create("https://huggingface.co");

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int RETRIES = 4;
    private static final Duration BACKOFF = Duration.ofMillis(500);
    private static final long MIN_RATE = 4L << 10;
    private static final long MAX_SIZE = 32L << 30;
    private static final Set<String> TRUE = Set.of("1", "true", "yes", "on");

    /** Checks the endpoint and the numbers. */
    public HubSettings {
        if (endpoint.getHost() == null || !Set.of("http", "https").contains(endpoint.getScheme())) {
            throw new MetaFormerException(
                    "hub endpoint '" + endpoint + "' must be an address such as https://huggingface.co (HF_ENDPOINT)");
        }
        if (token.isPresent() && !token.get().matches("[!-~]+")) {
            throw new MetaFormerException("the access token (HF_TOKEN) holds blanks or other characters that no token"
                    + " has; copy it again");
        }
        if (timeout.isNegative() || timeout.isZero() || retries < 0 || backoff.isNegative()) {
            throw new MetaFormerException("hub timeout must be positive; retries and backoff must not be negative");
        }
        if (minRate < 0 || maxSize < 1) {
            throw new MetaFormerException(
                    "the slowest rate of a download must not be negative, its largest size must be positive");
        }
    }

    /**
     * Settings for the public hub with the standard timeouts and limits.
     *
     * @param cache folder for downloaded files
     * @return settings without a token, online
     */
    public static HubSettings of(Path cache) {
        return new HubSettings(
                cache, HUGGING_FACE, Optional.empty(), false, TIMEOUT, RETRIES, BACKOFF, MIN_RATE, MAX_SIZE);
    }

    /**
     * Settings of this process: {@code METAFORMER_CACHE} (default {@code ~/.cache/metaformer4j}),
     * {@code HF_ENDPOINT}, {@code HF_TOKEN}, {@code HF_HUB_OFFLINE} or {@code METAFORMER_OFFLINE}. The only place of
     * this module that reads the environment.
     *
     * @return the settings
     * @throws MetaFormerException if HF_ENDPOINT is not an address
     */
    public static HubSettings fromEnvironment() {
        return from(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    static HubSettings from(Map<String, String> environment, Path home) {
        Optional<String> cache = value(environment, "METAFORMER_CACHE");
        HubSettings settings =
                of(cache.map(Path::of).orElse(home.resolve(".cache").resolve("metaformer4j")));
        boolean offline = flag(environment, "HF_HUB_OFFLINE") || flag(environment, "METAFORMER_OFFLINE");
        return new HubSettings(
                settings.cache,
                value(environment, "HF_ENDPOINT").map(HubSettings::endpoint).orElse(HUGGING_FACE),
                value(environment, "HF_TOKEN"),
                offline,
                settings.timeout,
                settings.retries,
                settings.backoff,
                settings.minRate,
                settings.maxSize);
    }

    private static URI endpoint(String text) {
        try {
            return URI.create(text.replaceAll("/+$", ""));
        } catch (IllegalArgumentException e) {
            throw new MetaFormerException("HF_ENDPOINT '" + text + "' is not an address", e);
        }
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static boolean flag(Map<String, String> environment, String name) {
        return value(environment, name)
                .map(text -> TRUE.contains(text.toLowerCase(Locale.ROOT)))
                .orElse(false);
    }

    /**
     * The same settings, on or off line.
     *
     * @param newOffline whether only files in the cache may be used
     * @return changed settings
     */
    public HubSettings withOffline(boolean newOffline) {
        return new HubSettings(cache, endpoint, token, newOffline, timeout, retries, backoff, minRate, maxSize);
    }

    /**
     * The same settings with another hub and token.
     *
     * @param newEndpoint address of the hub
     * @param newToken access token for it
     * @return changed settings
     */
    public HubSettings withEndpoint(URI newEndpoint, Optional<String> newToken) {
        return new HubSettings(cache, newEndpoint, newToken, offline, timeout, retries, backoff, minRate, maxSize);
    }

    /**
     * The same settings with another timeout and other retries.
     *
     * @param newTimeout how long to wait for a connection, an answer, or the next bytes
     * @param newRetries how many attempts in a row may fail without progress
     * @param newBackoff pause before the first retry
     * @return changed settings
     */
    public HubSettings withTimeouts(Duration newTimeout, int newRetries, Duration newBackoff) {
        return new HubSettings(cache, endpoint, token, offline, newTimeout, newRetries, newBackoff, minRate, maxSize);
    }

    /**
     * The same settings with other limits.
     *
     * @param newMinRate fewest bytes per second; 0 for none
     * @param newMaxSize most bytes that a file may have
     * @return changed settings
     */
    public HubSettings withLimits(long newMinRate, long newMaxSize) {
        return new HubSettings(cache, endpoint, token, offline, timeout, retries, backoff, newMinRate, newMaxSize);
    }

    /** All settings, the token only as present or absent. */
    @Override
    public String toString() {
        return "HubSettings[cache=" + cache + ", endpoint=" + endpoint + ", token="
                + (token.isPresent() ? "set" : "none")
                + ", offline=" + offline + ", timeout=" + timeout + ", retries=" + retries + ", backoff=" + backoff
                + ", minRate=" + minRate + ", maxSize=" + maxSize + "]";
    }
}
