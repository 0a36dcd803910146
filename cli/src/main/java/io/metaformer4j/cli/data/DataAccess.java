package io.metaformer4j.cli.data;

import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.WebAccess;
import io.metaformer4j.weights.hub.HubSettings;
import io.metaformer4j.weights.hub.RemoteFile;
import io.metaformer4j.weights.hub.WebFiles;
import java.util.Optional;

/** How the commands reach data: on disk, and on the web with the settings and the cache that weights have. */
public final class DataAccess {

    private DataAccess() {}

    /**
     * Options for opening a data set.
     *
     * @param location where it is
     * @return the standard options, with access to the web if that is where it is
     */
    public static DatasetOptions options(String location) {
        if (!isWeb(location)) {
            return DatasetOptions.standard();
        }
        HubSettings settings = HubSettings.fromEnvironment();
        WebFiles files = new WebFiles(settings);
        return DatasetOptions.standard()
                .withWeb(new WebAccess(
                        files::open,
                        files::version,
                        files::whole,
                        Optional.of(settings.cache().resolve("shards"))));
    }

    /**
     * Whether data are on the web.
     *
     * @param location where they are
     * @return whether that is an address, and no path
     */
    public static boolean isWeb(String location) {
        return RemoteFile.WEB.matcher(location).lookingAt();
    }
}
