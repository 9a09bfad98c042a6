package dev.drayage.testkit.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Certificates for 127.0.0.1 that openssl makes, each its own authority. */
public final class Certificates {
    private Certificates() {}

    /**
     * A certificate and its key.
     *
     * @param certificate a file in PEM
     * @param key a file in PEM, not encrypted
     */
    public record Pair(Path certificate, Path key) {}

    /** Makes a pair of files of that name. The test is skipped where there is no openssl. */
    public static Pair make(Path directory, String name) {
        Path certificate = directory.resolve(name + ".crt");
        Path key = directory.resolve(name + ".key");
        Peers.require("openssl")
                .run(
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=" + name,
                        "-addext",
                        "subjectAltName=IP:127.0.0.1",
                        "-keyout",
                        key.toString(),
                        "-out",
                        certificate.toString())
                .requireSuccess();
        return new Pair(certificate, key);
    }

    /** Makes an authority that signs the certificates of others. The test is skipped where there is no openssl. */
    public static Pair authority(Path directory, String name) {
        Path certificate = directory.resolve(name + ".crt");
        Path key = directory.resolve(name + ".key");
        openssl(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + name,
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString());
        return new Pair(certificate, key);
    }

    /**
     * Makes a certificate that an authority signs.
     *
     * @param extensions such as {@code subjectAltName=DNS:localhost}, as openssl reads them
     */
    public static Pair signed(Path directory, String name, Pair authority, String... extensions) {
        return signed(directory, name, authority, "2", extensions);
    }

    /** Makes a certificate that an authority signed, and that was good until yesterday. */
    public static Pair expired(Path directory, String name, Pair authority, String... extensions) {
        return signed(directory, name, authority, "-1", extensions);
    }

    private static Pair signed(Path directory, String name, Pair authority, String days, String... extensions) {
        Path certificate = directory.resolve(name + ".crt");
        Path key = directory.resolve(name + ".key");
        Path request = directory.resolve(name + ".csr");
        Path config = directory.resolve(name + ".ext");
        try {
            Files.write(config, List.of(extensions));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        openssl(
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-keyout",
                key.toString(),
                "-out",
                request.toString());
        openssl(
                "x509",
                "-req",
                "-in",
                request.toString(),
                "-days",
                days,
                "-CAcreateserial",
                "-CA",
                authority.certificate().toString(),
                "-CAkey",
                authority.key().toString(),
                "-extfile",
                config.toString(),
                "-out",
                certificate.toString());
        return new Pair(certificate, key);
    }

    private static void openssl(String... arguments) {
        Peers.require("openssl").run(arguments).requireSuccess();
    }
}
