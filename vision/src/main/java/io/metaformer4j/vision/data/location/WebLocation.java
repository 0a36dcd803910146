package io.metaformer4j.vision.data.location;

import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.FoundPictures;
import io.metaformer4j.vision.data.WebAccess;
import io.metaformer4j.vision.data.archive.WebArchive;
import io.metaformer4j.vision.data.format.ArchivePictures;
import io.metaformer4j.vision.data.format.PictureScans;
import io.metaformer4j.vision.names.BraceExpansion;
import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Archives on the web, by an address or a pattern of addresses: a server has no folders to look into. */
final class WebLocation {

    private static final Pattern START = Pattern.compile("https?://", Pattern.CASE_INSENSITIVE);

    private WebLocation() {}

    /** Whether a location is an address. */
    static boolean isWeb(String location) {
        return START.matcher(location).lookingAt();
    }

    static FoundPictures find(String location, DatasetOptions options, PictureScans scans) throws IOException {
        List<WebArchive> archives = archives(location, options);
        if (archives.size() == 1) {
            return ArchivePictures.find(
                    archives,
                    ArchivePictures.ArchiveName.MEANS_NOTHING,
                    archives.get(0).name(),
                    options,
                    scans);
        }
        return ShardPattern.find(archives, location, options, scans);
    }

    /** The archives of an address or a pattern of addresses. */
    static List<WebArchive> archives(String location, DatasetOptions options) {
        WebAccess web = options.web()
                .orElseThrow(() -> new MetaFormerException("data set " + PrintableNames.quoted(location)
                        + " lies on the web, and this program reads data from disk only; copy them there"));
        List<WebArchive> archives = new ArrayList<>();
        for (String address : new LinkedHashSet<>(BraceExpansion.expand(location))) {
            archives.add(new WebArchive(address(address), web));
        }
        return archives;
    }

    private static URI address(String text) {
        try {
            URI address = new URI(text);
            String path = address.getPath() == null ? "" : address.getPath();
            if (address.getHost() != null && path.toLowerCase(Locale.ROOT).endsWith(".tar")) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw new MetaFormerException(
                    PrintableNames.quoted(text) + " is no address: " + e.getReason() + "; write odd characters as %20",
                    e);
        }
        throw new MetaFormerException(
                PrintableNames.quoted(text) + " is no address of a tar archive; data on the web are"
                        + " shards, such as https://host/train-{000..146}.tar");
    }
}
