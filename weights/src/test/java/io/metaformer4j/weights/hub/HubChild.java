package io.metaformer4j.weights.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** A process that fetches one source into a cache and says how many bytes it has written. */
final class HubChild {

    static final String READY = "ready";

    private HubChild() {}

    public static void main(String[] arguments) throws IOException {
        HubSettings settings =
                HubSettings.of(Path.of(arguments[0])).withEndpoint(URI.create(arguments[1]), Optional.empty());
        System.out.println(READY);
        new Hub(settings)
                .fetch(
                        RemoteFile.parse(arguments[2]).orElseThrow(),
                        Optional.empty(),
                        (bytes, total) -> System.out.println(bytes));
    }
}
