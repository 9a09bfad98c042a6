package dev.drayage.packaging.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes a directory of certificates as the trust store of a runtime. Called with no algorithms for protection and MAC, as
 * public certificates need none, it writes the same bytes each time.
 */
public final class TrustStore {
    private TrustStore() {}

    /**
     * Writes the trust store.
     *
     * @param args {@code DIRECTORY FILE}
     */
    public static void main(String[] args) throws IOException, GeneralSecurityException {
        write(Path.of(args[0]), Path.of(args[1]));
    }

    static void write(Path directory, Path file) throws IOException, GeneralSecurityException {
        List<Path> certificates;
        try (Stream<Path> files = Files.list(directory)) {
            certificates = files.filter(each -> each.toString().endsWith(".crt"))
                    .sorted()
                    .toList();
        }
        if (certificates.isEmpty()) {
            throw new IOException("no *.crt in " + directory + "; install Debian's package ca-certificates");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        CertificateFactory x509 = CertificateFactory.getInstance("X.509");
        for (Path certificate : certificates) {
            try (InputStream in = Files.newInputStream(certificate)) {
                store.setCertificateEntry(
                        certificate.getFileName().toString().replace(".crt", ""), x509.generateCertificate(in));
            }
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, null);
        }
    }
}
