package dev.drayage.testkit.peer;

import java.nio.file.Path;

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
}
