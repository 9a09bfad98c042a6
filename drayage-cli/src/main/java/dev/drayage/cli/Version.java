package dev.drayage.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the jar was built as. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {text()};
    }

    static String text() {
        String version = Dray.class.getPackage().getImplementationVersion();
        return "dray " + (version == null ? "(not packaged)" : version);
    }
}
