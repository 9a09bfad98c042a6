package dev.drayage.cli;

import dev.drayage.server.ServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where a registry is served, and to whom. */
final class ListenArguments {
    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT",
            converter = AddressConverter.class,
            defaultValue = "127.0.0.1:5000",
            description = "Where to listen: 0.0.0.0:5000 for the whole network, port 0 for a free one; default:"
                    + " 127.0.0.1:5000, for this machine alone.")
    private InetSocketAddress listen;

    ServerOptions options(OutputOptions output) {
        return ServerOptions.defaults().withListen(listen).withProblems(output::message);
    }

    /** For picocli. */
    static final class AddressConverter implements ITypeConverter<InetSocketAddress> {
        private static final Pattern FORM = Pattern.compile("(\\[[0-9a-fA-F:.%a-z]+\\]|[^:\\[\\]]*):([0-9]{1,5})");

        @Override
        public InetSocketAddress convert(String value) {
            Matcher form = FORM.matcher(value);
            if (!form.matches() || Integer.parseInt(form.group(2)) > 65535) {
                throw new TypeConversionException(
                        "'" + value + "' is not an address and a port, such as 127.0.0.1:5000, [::1]:5000 or :5000");
            }
            int port = Integer.parseInt(form.group(2));
            if (form.group(1).isEmpty()) {
                return new InetSocketAddress(port);
            }
            try {
                return new InetSocketAddress(InetAddress.getByName(form.group(1)), port);
            } catch (UnknownHostException e) {
                throw new TypeConversionException(
                        "'" + value + "' names no address of this machine: " + form.group(1) + " is not known");
            }
        }
    }
}
