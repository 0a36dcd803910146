package io.metaformer4j.cli;

import io.metaformer4j.engine.Engines;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest, and what it runs on. */
final class BuildVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "metaformer4j "
                    + Optional.ofNullable(getClass().getPackage().getImplementationVersion())
                            .orElse("(unpackaged classes)"),
            "Java " + Runtime.version() + " on " + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            "engines: " + engines(),
        };
    }

    /** The version is asked for where something is wrong, too. */
    private static String engines() {
        try {
            return Engines.standard().toString();
        } catch (MetaFormerException e) {
            return e.getMessage();
        }
    }
}
