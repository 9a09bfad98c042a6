package dev.drayage.cli;

import dev.drayage.oci.Reference;
import picocli.CommandLine.TypeConversionException;

/** Names of the form {@code docker://REF}. */
final class RegistryNames {
    private static final String SLASHES = "//";

    private RegistryNames() {}

    static SourceName parse(String rest, String text) {
        if (!rest.startsWith(SLASHES)) {
            throw new TypeConversionException("'" + text + "' lacks the two slashes; write docker://" + rest);
        }
        try {
            Reference.parse(rest.substring(SLASHES.length()));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
        return new SourceName(Transport.REGISTRY, rest, null);
    }

    /** The reference that a name holds. */
    static Reference reference(SourceName name) {
        return Reference.parse(name.place().substring(SLASHES.length()));
    }
}
