package io.metaformer4j.weights.hub;

import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Flow;

/**
 * Sends requests and follows redirects. The access token is sent to the hub alone, never to a server that the hub redirects to.
 */
final class RedirectingClient {

    private static final int MAX_REDIRECTS = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final HttpClient client;
    private final HubSettings settings;

    RedirectingClient(HttpClient client, HubSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /** A client of the JDK that follows no redirects by itself, and uses the proxy of this system. */
    static HttpClient client(HubSettings settings) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.timeout())
                .proxy(ProxySelector.getDefault())
                .build();
    }

    /**
     * The last response of a chain of redirects.
     *
     * @param response its head and its body, which is not read yet
     * @param announced what the hub said about the file on the way
     */
    record Answer(HttpResponse<Flow.Publisher<List<ByteBuffer>>> response, AnnouncedFile announced) {

        private static final Set<Integer> TEMPORARY = Set.of(408, 425, 429, 500, 502, 503, 504);

        int status() {
            return response.statusCode();
        }

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        /** What a status other than success says. */
        String failure() {
            return "HTTP " + status()
                    + header("x-error-code")
                            .map(code -> ", " + PrintableText.of(code, 80))
                            .orElse("");
        }

        /**
         * Does nothing, unless the server may give another answer to the same request later.
         *
         * @throws RetryableDownloadException if the status says so
         */
        void requirePermanent() throws RetryableDownloadException {
            if (TEMPORARY.contains(status())) {
                Duration pause = header("retry-after")
                        .filter(text -> text.matches("\\d{1,6}"))
                        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                        .orElse(Duration.ZERO);
                throw new RetryableDownloadException(failure(), pause, null);
            }
        }

        /** Ends the exchange without reading the body. */
        void discard() {
            RedirectingClient.discard(response);
        }
    }

    /**
     * Sends a GET.
     *
     * @param address where to
     * @param range which bytes are wanted, e.g. {@code bytes=100-}; empty for all
     * @param version version of the file of which others were received; the range is wanted of it alone
     * @throws IOException if the server cannot be reached or does not answer in time
     */
    Answer get(URI address, Optional<String> range, Optional<String> version) throws IOException, InterruptedException {
        URI current = address;
        AnnouncedFile announced = AnnouncedFile.NOTHING;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = send(request(current, range, version));
            announced = announced.or(AnnouncedFile.of(response.headers(), isHub(current)));
            Optional<String> location = response.headers().firstValue("location");
            if (!REDIRECTS.contains(response.statusCode()) || location.isEmpty()) {
                return new Answer(response, announced);
            }
            discard(response);
            current = target(address, current, location.get());
        }
        throw new DownloadException("'" + shown(address) + "' leads from one redirect to the next more than "
                + MAX_REDIRECTS + " times; check the address");
    }

    private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(HttpRequest request)
            throws IOException, InterruptedException {
        try {
            return client.send(request, BodyHandlers.ofPublisher());
        } catch (IllegalArgumentException e) {
            // how the client of the JDK takes a length that is no number
            throw new IOException("not HTTP: " + e.getMessage(), e);
        }
    }

    private HttpRequest request(URI address, Optional<String> range, Optional<String> version) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(settings.timeout())
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "metaformer4j");
        if (range.isPresent()) {
            request.header("Range", range.get());
            version.ifPresent(tag -> request.header("If-Range", tag));
        }
        if (isHub(address)) {
            settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        return request.build();
    }

    /** Whether an address lies on the hub itself: same scheme, host and port. */
    private boolean isHub(URI address) {
        URI hub = settings.endpoint();
        return hub.getScheme().equalsIgnoreCase(address.getScheme())
                && hub.getHost().equalsIgnoreCase(address.getHost())
                && port(hub) == port(address);
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
    }

    /** An address as messages show it: not too long, and without the password that it may hold. */
    static String shown(URI address) {
        String text = address.toString();
        String user = address.getRawUserInfo();
        return PrintableText.of(user == null ? text : text.replace(user + "@", "***@"));
    }

    static URI target(URI address, URI current, String location) {
        URI next;
        try {
            next = current.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new DownloadException("'" + shown(address) + "' redirects to something that is not an address", e);
        }
        boolean web = "https".equalsIgnoreCase(next.getScheme()) || "http".equalsIgnoreCase(next.getScheme());
        if (!web || next.getHost() == null) {
            throw new DownloadException(
                    "'" + shown(address) + "' redirects to '" + shown(next) + "', which is not a web address");
        }
        if ("https".equalsIgnoreCase(current.getScheme()) && "http".equalsIgnoreCase(next.getScheme())) {
            throw new DownloadException("'" + shown(address) + "' redirects from https to the unprotected '"
                    + shown(next) + "'; if you trust it, use that address");
        }
        return next;
    }

    private static void discard(HttpResponse<Flow.Publisher<List<ByteBuffer>>> response) {
        response.body().subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.cancel();
            }

            @Override
            public void onNext(List<ByteBuffer> item) {
                // cancelled before
            }

            @Override
            public void onError(Throwable failure) {
                // the answer was dropped, so its failure does not matter
            }

            @Override
            public void onComplete() {
                // nothing was read
            }
        });
    }
}
