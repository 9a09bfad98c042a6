package dev.drayage.cli;

import dev.drayage.oci.Reference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Names of the form {@code docker://REF}. */
final class RegistryNames {
    private static final String SLASHES = "//";
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9][A-Za-z0-9.-]*|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?");
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

    /** A repository or image of a registry, with or without the word before it. */
    static Reference bare(String text) {
        for (Transport transport : Transport.values()) {
            if (!transport.prefix().isEmpty() && text.startsWith(transport.prefix())) {
                if (transport != Transport.REGISTRY) {
                    throw new TypeConversionException(
                            "'" + text + "' is not in a registry; name a repository: docker://HOST/REPOSITORY");
                }
                return reference(parse(text.substring(transport.prefix().length()), text));
            }
        }
        try {
            return Reference.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** A registry, with or without the word before it. */
    static String host(String text) {
        String host = text.replaceFirst("^(docker|https)://", "").replaceFirst("/$", "");
        if (!HOST.matcher(host).matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is not a registry; name a host, such as localhost:5000 or docker://localhost:5000");
        }
        return host;
    }

    /** For picocli. */
    static final class RepositoryConverter implements ITypeConverter<Reference> {
        @Override
        public Reference convert(String value) {
            return bare(value);
        }
    }

    /** For picocli. */
    static final class HostConverter implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            return host(value);
        }
    }

    /** The reference that a name holds. */
    static Reference reference(SourceName name) {
        return Reference.parse(name.place().substring(SLASHES.length()));
    }
}
