package dev.drayage.cli;

import dev.drayage.oci.Reference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Names of the form {@code docker://REF}. */
final class RegistryNames {
    private static final String SLASHES = "//";
    private static final Pattern ADDRESS = Pattern.compile("(/+|(?i:docker|https?):/*)(.*)", Pattern.DOTALL);

    private RegistryNames() {}

    static SourceName parse(String rest, String text) {
        if (!rest.startsWith(SLASHES)) {
            throw new TypeConversionException("'" + text + "' lacks the two slashes; write docker://"
                    + rest.replaceFirst("^/+", "") + storedName(text));
        }
        String reference = rest.substring(SLASHES.length());
        Matcher address = ADDRESS.matcher(reference);
        if (address.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' has " + address.group(1) + " too much; write docker://" + address.group(2));
        }
        try {
            Reference.parse(reference);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
        return new SourceName(Transport.REGISTRY, rest, null);
    }

    /** An image may be called docker too. */
    private static String storedName(String text) {
        try {
            return "; a stored image of that name is " + Reference.parse(text).withDefaultTag();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** The reference that a name holds. */
    static Reference reference(SourceName name) {
        return Reference.parse(name.place().substring(SLASHES.length()));
    }
}
