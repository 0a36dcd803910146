package io.metaformer4j.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class BuildVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "metaformer4j "
                    + Optional.ofNullable(getClass().getPackage().getImplementationVersion())
                            .orElse("(unpackaged classes)"),
            "Java " + Runtime.version() + " on " + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        };
    }
}
