package dev.drayage.cli;

import dev.drayage.file.OwnFiles;
import dev.drayage.server.ServerOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where a registry is served, and to whom. */
final class ListenArguments {
    private static final int DEFAULT_RATE = 1000;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT",
            converter = AddressConverter.class,
            defaultValue = "127.0.0.1:5000",
            description = "Where to listen: 0.0.0.0:5000 for the whole network, port 0 for a free one; default:"
                    + " 127.0.0.1:5000, for this machine alone.")
    private InetSocketAddress listen;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description =
                    "Speak TLS with this certificate and those that signed it, in PEM; read again when it changes.")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The private key of --tls-cert, in PEM.")
    private @Nullable Path key;

    @Option(
            names = "--max-rate",
            paramLabel = "NUMBER",
            description =
                    "How many requests a second each address may send on average, 0 for any number; default: 1000,"
                            + " and any number where only this machine can connect.")
    private @Nullable Integer rate;

    @Option(
            names = "--max-connections",
            paramLabel = "NUMBER",
            converter = PlaceArguments.CountConverter.class,
            description = "How many connections may be open at once, a hundred or a tenth of them from one address;"
                    + " others wait; default: 1000.")
    private @Nullable Integer connections;

    @Option(
            names = "--max-blob",
            paramLabel = "BYTES",
            converter = RegistryArguments.RateConverter.class,
            description = "The largest blob that may be pushed, for example 20G; default: 64G.")
    private @Nullable Long blobBytes;

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            description = "Append a line of JSON for each request; - is standard output.")
    private @Nullable String accessLog;

    /** The limit that --max-blob sets; for those who take pushes alone. */
    boolean limitsBlobs() {
        return blobBytes != null;
    }

    /** Where requests are written down; null if nowhere. To be closed by the caller. */
    @Nullable
    OutputStream accessLog(OutputOptions output) throws IOException {
        if (accessLog == null) {
            return null;
        }
        if (accessLog.equals("-")) {
            return output.terminal().out();
        }
        Path file = Path.of(accessLog);
        try {
            OwnFiles.createShared(file);
            return Channels.newOutputStream(OwnFiles.openStream(file));
        } catch (NoSuchFileException e) {
            throw new IOException("the directory of --access-log " + accessLog + " is not there; make it", e);
        }
    }

    /** @param socket one that listens already, which takes the place of --listen; null for none */
    ServerOptions options(OutputOptions output, @Nullable ServerSocketChannel socket) throws IOException {
        ServerOptions options = ServerOptions.defaults().withListen(listen).withProblems(output::message);
        options = connections == null ? options : options.withMaxConnections(connections);
        if (blobBytes != null && blobBytes < 1) {
            throw new WrongUseException("--max-blob is a byte or more");
        }
        options = blobBytes == null ? options : options.withMaxBlobBytes(blobBytes);
        if (rate != null && rate < 0) {
            throw new WrongUseException("--max-rate is 0 or more, not " + rate);
        }
        boolean isForOthers = !isLoopback(socket == null ? listen : socket.getLocalAddress());
        options = options.withRequestRate(rate != null ? rate : isForOthers ? DEFAULT_RATE : 0);
        options = socket == null ? options : options.withSocket(socket);
        if ((certificate == null) != (key == null)) {
            throw new WrongUseException("--tls-cert and --tls-key go together; give both");
        }
        return certificate == null || key == null ? options : options.withCertificate(certificate, key);
    }

    private static boolean isLoopback(SocketAddress address) {
        return address instanceof InetSocketAddress internet
                && internet.getAddress().isLoopbackAddress();
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
